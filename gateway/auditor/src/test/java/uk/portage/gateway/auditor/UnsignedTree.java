package uk.portage.gateway.auditor;

import java.util.List;
import java.util.Optional;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.ledger.Tile;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.verifier.tree.Hash;

/** Of a ledger that nobody signs. */
final class UnsignedTree implements LedgerTree {

    @Override
    public Optional<Head> newest() {
        return Optional.empty();
    }

    @Override
    public List<Head> after(long size, int limit) {
        return List.of();
    }

    @Override
    public Optional<Head> over(long size) {
        return Optional.empty();
    }

    @Override
    public List<SignedSince> keys() {
        return List.of();
    }

    @Override
    public List<Hash> hashes(Tile tile) {
        return List.of();
    }

    @Override
    public List<String> entries(long tile) {
        return List.of();
    }

    @Override
    public List<Hash> consistency(long older, long newer) {
        return List.of();
    }

    @Override
    public Optional<Receipt> receipt(TransferId transfer, boolean onlyOfTransfer) {
        return Optional.empty();
    }
}
