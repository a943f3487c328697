package uk.portage.gateway.store;

class PostgresqlStoreTest extends StoreContract {

    @Override
    StoreConfiguration newDatabase() {
        return TestPostgresql.newDatabase();
    }
}
