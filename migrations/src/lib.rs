//! The database schema, SQLite and PostgreSQL alike.
//!
//! Expand and contract: a migration must run against the code before and after it.

use sea_orm_migration::prelude::*;

mod m0001_identity;
mod m0002_servers;
mod m0003_organizations;
mod m0004_sign_in;
mod m0005_audit;
mod m0006_support;
mod m0007_billing;
mod m0008_authoring;
mod m0009_status;
mod m0010_usage_days;
mod m0011_self_test;

/// All migrations in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_identity::Migration),
            Box::new(m0002_servers::Migration),
            Box::new(m0003_organizations::Migration),
            Box::new(m0004_sign_in::Migration),
            Box::new(m0005_audit::Migration),
            Box::new(m0006_support::Migration),
            Box::new(m0007_billing::Migration),
            Box::new(m0008_authoring::Migration),
            Box::new(m0009_status::Migration),
            Box::new(m0010_usage_days::Migration),
            Box::new(m0011_self_test::Migration),
        ]
    }
}
