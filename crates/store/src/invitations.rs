//! Invitations to join an organisation.

use contract::{Email, InvitationId, OrgId, UserId, dto::Timestamp};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect, QueryTrait, Set, entity::prelude::*, sea_query::Expr};

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// Lower-case. Nobody else can accept.
    pub email: String,
    /// The role that it brings.
    pub role: String,
    /// SHA-256 of the token in the link, hex.
    pub token_hash: String,
    pub invited_by: String,
    pub created_at: i64,
    /// When the newest mail went out.
    pub sent_at: i64,
    pub expires_at: i64,
    /// `open`, `accepted`, `declined`, `revoked`.
    pub state: String,
    pub closed_at: Option<i64>,
}

/// The address is left out, so that it stands in no log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("invitations::Model").field("id", &self.id).field("org_id", &self.org_id).field("state", &self.state).finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The open invitations of one organisation, expired ones included.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string())).filter(Column::State.eq("open"))
    }
}

/// A new invitation.
pub struct NewInvitation<'a> {
    pub id: InvitationId,
    pub org: OrgId,
    pub email: &'a Email,
    pub role: &'a str,
    pub token_hash: String,
    pub invited_by: UserId,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

pub async fn insert(db: &impl ConnectionTrait, new: NewInvitation<'_>) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        org_id: Set(new.org.to_string()),
        email: Set(new.email.to_string()),
        role: Set(new.role.to_owned()),
        token_hash: Set(new.token_hash),
        invited_by: Set(new.invited_by.to_string()),
        created_at: Set(new.now.micros()),
        sent_at: Set(new.now.micros()),
        expires_at: Set(new.expires_at.micros()),
        state: Set("open".to_owned()),
        closed_at: Set(None),
    };
    row.insert(db).await
}

/// Open invitations, expired ones included, newest first.
pub async fn list(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).order_by_desc(Column::Id).limit(500).all(db).await
}

pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: InvitationId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id.to_string())).one(db).await
}

pub async fn by_email(db: &impl ConnectionTrait, org: OrgId, email: &Email) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Email.eq(email.as_str())).one(db).await
}

/// The invitation of a link, in whichever state it is: the token is the proof.
pub async fn by_token(db: &impl ConnectionTrait, token_hash: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::TokenHash.eq(token_hash)).one(db).await
}

/// Whether some organisation waits for this address at the moment.
pub async fn is_invited(db: &impl ConnectionTrait, email: &Email, now: Timestamp) -> Result<bool, DbErr> {
    let open = Entity::find().filter(Column::Email.eq(email.as_str())).filter(Column::State.eq("open")).filter(Column::ExpiresAt.gt(now.micros()));
    Ok(open.count(db).await? > 0)
}

/// Places that open invitations hold at the moment.
pub async fn count_waiting(db: &impl ConnectionTrait, org: OrgId, now: Timestamp) -> Result<u64, DbErr> {
    Entity::of(org).filter(Column::ExpiresAt.gt(now.micros())).count(db).await
}

/// Gives an open invitation a new link and a new week; the old link stops working.
pub async fn renew(db: &impl ConnectionTrait, id: &str, token_hash: String, now: Timestamp, expires_at: Timestamp) -> Result<bool, DbErr> {
    let renew = Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .col_expr(Column::SentAt, Expr::value(now.micros()))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at.micros()));
    Ok(renew.filter(Column::Id.eq(id)).filter(Column::State.eq("open")).exec(db).await?.rows_affected == 1)
}

/// Invitations of one address are another's from now on. Where an organisation waits for both, one of them is enough.
pub async fn move_to(tx: &crate::Tx, from: &Email, to: &Email) -> Result<(), DbErr> {
    let waiting = Entity::find().select_only().column(Column::OrgId).filter(Column::Email.eq(to.as_str())).filter(Column::State.eq("open"));
    let twice = Entity::delete_many().filter(Column::Email.eq(from.as_str())).filter(Column::State.eq("open"));
    twice.filter(Column::OrgId.in_subquery(waiting.into_query())).exec(tx).await?;
    let moved = Entity::update_many().col_expr(Column::Email, Expr::value(to.as_str()));
    moved.filter(Column::Email.eq(from.as_str())).exec(tx).await.map(drop)
}

/// Removes invitations that were answered, taken back or over before this moment.
pub async fn purge(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    let expired = Condition::all().add(Column::State.eq("open")).add(Column::ExpiresAt.lt(before.micros()));
    let over = Condition::any().add(Column::ClosedAt.lt(before.micros())).add(expired);
    Ok(Entity::delete_many().filter(over).exec(db).await?.rows_affected)
}

/// Closes an open invitation; of many callers exactly one gets `true`.
pub async fn close(db: &impl ConnectionTrait, id: &str, state: &str, now: Timestamp) -> Result<bool, DbErr> {
    let close = Entity::update_many().col_expr(Column::State, Expr::value(state)).col_expr(Column::ClosedAt, Expr::value(now.micros()));
    Ok(close.filter(Column::Id.eq(id)).filter(Column::State.eq("open")).exec(db).await?.rows_affected == 1)
}
