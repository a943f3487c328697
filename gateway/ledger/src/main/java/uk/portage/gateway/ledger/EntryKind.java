package uk.portage.gateway.ledger;

/** What an entry says happened. Stored for ever: constants are added, never renamed. */
public enum EntryKind {
    /** A submission was kept; its sender hears that it was accepted. */
    RECEIVED,
    /** Bytes were refused at intake; nothing was kept but this entry. */
    REFUSED,
    /** A submission came again with the same content; the first receipt was given again. */
    REPEATED,
    TRANSLATED,
    VALIDATED,
    /** A transfer to one destination began. Carries every fact its classification needs. */
    ROUTED,
    /** No destination matched: a transfer that waits for an operator, visible, not lost. */
    NOT_ROUTED,
    /** A stage failed for good. */
    FAILED,
    /** The bundle lies in the destination's mailbox. */
    OFFERED,
    /** The destination has read the bundle for the first time. */
    COLLECTED,
    /** The destination has taken the work on; not yet the business acknowledgement. */
    ACCEPTED,
    /** The destination says that the record is integrated. */
    ACKNOWLEDGED,
    /** The destination says that it will not integrate the record. */
    REJECTED,
    /** The cutoff passed without a business acknowledgement. */
    EXPIRED,
    EXCLUDED,
    /** The source took the transfer back before its destination had collected it: excluded for that reason. */
    WITHDRAWN,
    /** The destination is lawfully not given parts of the record: what kinds, and how many of each. */
    WITHHELD,
    PARKED,
    RELEASED,
    /** An operator has the record go the road once more, after what kept it from arriving was mended. */
    REPLAYED,
    /** A caller was refused: who, if known, and why. */
    DENIED,
    CONFIGURED,
    /** The recipient asks the sender, an organisation, for a person's record; names the submission it would become. */
    RECORD_REQUESTED,
    /** The sender gave the record that was asked for: it is on its way as the submission. */
    RECORD_PROVIDED,
    /** The request ended without a record; the count is how often the sender was asked. */
    RECORD_NOT_PROVIDED,
    /** The caller, the recipient, was told which organisations have sent records about a person it cares for. */
    SENDERS_LOCATED,
    /** The key of a submission's payloads was destroyed: nobody can read the record here any more. */
    ERASED,
    /** An operator, of the recipient, registered the sender, an organisation, or changed what is registered of it. */
    ORGANISATION_REGISTERED,
    /** An operator, of the recipient, let the sender, an organisation, do nothing any more. */
    ORGANISATION_SUSPENDED,
    /** An operator, of the recipient, let the sender, an organisation, go on. */
    ORGANISATION_RESUMED,
    /** An operator, of the recipient, issued a new credential to the sender, an organisation. */
    CREDENTIAL_ISSUED,
    /**
     * The sender, an organisation, was counted, independently of what it sent: so many events of the day on which
     * startedAt lies. Takes the place of what was said of that day before.
     */
    SOURCE_EVENTS_COUNTED,
    /** Checkpoints are signed by another key from here on; the commitment is the hash of its text. */
    LEDGER_KEY_CHANGED,
    /** The sender, an organisation whose auditor or operator it was, asked the auditor's side something. */
    QUERIED
}
