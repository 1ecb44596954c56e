//! What was written about incidents.

use contract::{IncidentId, IncidentNoteId, dto::Timestamp};
use sea_orm::{QueryOrder, Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub incident_id: String,
    pub at: i64,
    pub state: String,
    pub text: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, id: IncidentNoteId, incident: IncidentId, at: Timestamp, state: &str, text: &str) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_string()),
        incident_id: Set(incident.to_string()),
        at: Set(at.micros()),
        state: Set(state.to_owned()),
        text: Set(text.to_owned()),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// The notes of these incidents, oldest first.
pub async fn of(db: &impl ConnectionTrait, incidents: Vec<String>) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::IncidentId.is_in(incidents)).order_by_asc(Column::At).all(db).await
}
