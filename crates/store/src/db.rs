//! Connecting, migrating, and transactions, the same on SQLite and PostgreSQL.

use std::{str::FromStr, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqlErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::sqlite_file;

/// A transaction; dropped without `commit`, it is rolled back.
pub type Tx = DatabaseTransaction;

/// The database: SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
}

impl Db {
    /// Connects to `sqlite://PATH?mode=rwc` or `postgres://…`.
    ///
    /// SQLite: WAL, `synchronous=FULL` (a commit survives power loss), overwritten rows are zeroed (`secure_delete`).
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        sqlite_file::keep_to_owner(url);
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).max_connections(8).connect_timeout(Duration::from_secs(10)).acquire_timeout(Duration::from_secs(20));
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("secure_delete", "ON")
                .pragma("foreign_keys", "ON")
                .busy_timeout(Duration::from_secs(15))
        });
        Ok(Self { connection: Database::connect(options).await? })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        migrations::Migrator::up(&self.connection, None).await
    }

    /// For reads, and for single writes that need no transaction.
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Begins a transaction that is going to write: on SQLite it takes the write lock at once, so it cannot fail half-way.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        let sqlite_transaction_mode = self.is_sqlite().then_some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        let connection = self.connection.clone();
        // In a task of its own: sqlx forgets to roll back a PostgreSQL BEGIN that is dropped half-way (a caller that hung
        // up), and the pool would hand out that connection with the transaction still open. Here BEGIN always comes to
        // its end, and a transaction that nobody waits for any more is dropped as a whole.
        let begun = tokio::spawn(async move { connection.begin_with_options(options).await }).await;
        begun.map_err(|cause| DbErr::Custom(format!("a transaction could not begin: {cause}")))?
    }

    pub fn is_sqlite(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }

    /// Has the database give up the bytes of deleted rows: SQLite's file is written anew and its log emptied; PostgreSQL
    /// gives the places of deleted rows free.
    pub async fn compact(&self) -> Result<(), DbErr> {
        if !self.is_sqlite() {
            return self.connection.execute_unprepared("VACUUM").await.map(drop);
        }
        self.connection.execute_unprepared("VACUUM").await?;
        // Whoever reads at this moment keeps the log from being emptied.
        for _ in 0..50 {
            let row = self.connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)")).await?;
            if row.is_some_and(|row| row.try_get_by_index::<i64>(0).is_ok_and(|busy| busy == 0)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(DbErr::Custom("the database's log could not be emptied, because it is read all the time".to_owned()))
    }

    /// Answers when the database does; for health checks.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.connection.ping().await
    }

    pub async fn close(self) -> Result<(), DbErr> {
        self.connection.close().await
    }
}

/// Whether a write failed because a unique value is taken.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Reads an id or a name out of a TEXT column.
pub fn parse<T: FromStr>(text: &str) -> Result<T, DbErr> {
    text.parse().map_err(|_| DbErr::Type(format!("not a {}: {text}", std::any::type_name::<T>())))
}
