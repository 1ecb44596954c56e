//! The person's own data.

use axum::http::Method;
use contract::{
    Permission,
    dto::{AccountDeletion, RequestDeletion},
};

use crate::http::{
    documents, personal,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::GET, "/v1/account/export", "exportAccount", personal::export)
            .about("Account", "Everything about the person and what belongs to them alone, as a zip archive of JSON and CSV.")
            .needs(Permission::ManageAccount)
            .answers::<documents::AnyObject>()
            .media_type("application/zip"),
        route(Method::POST, "/v1/account/deletion", "requestAccountDeletion", personal::request_deletion)
            .about("Account", "Has the account deleted after 14 days. Signing in before then keeps it.")
            .needs(Permission::ManageAccount)
            .takes::<RequestDeletion>()
            .answers::<AccountDeletion>()
            .status(202),
        route(Method::DELETE, "/v1/account/deletion", "cancelAccountDeletion", personal::cancel_deletion)
            .about("Account", "Keeps the account after all.")
            .needs(Permission::ManageAccount)
            .status(204),
    ]
}
