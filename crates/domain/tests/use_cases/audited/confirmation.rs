//! Which acts ask for a fresh confirmation: an action without an answer to that does not compile.

use domain::{audit::Action, identity::CONFIRMED_MINUTES};
use strum::IntoEnumIterator;

use super::acts;
use crate::world::{World, shown};

/// Whether the act behind an action is held up when the person has not proved for a while who they are: what costs money,
/// opens a way in, touches secrets or cannot be taken back. `None` where no act leads to it here.
const fn is_held_up(action: Action) -> Option<bool> {
    match action {
        Action::AccountDeletionRequested
        | Action::OrgTransferred
        | Action::OrgKeyRotated
        | Action::PasskeyAdded
        | Action::PasskeyRemoved
        | Action::KeyCreated
        | Action::ServerDeleted
        | Action::SecretReplaced
        | Action::PersonEmailChanged
        | Action::PersonPhoneChanged => Some(true),
        // Making and inviting an owner is held up, too: server/tests/it/matrix/step_up.rs. These acts make an admin or a member.
        Action::MemberRoleChanged
        | Action::InvitationCreated
        | Action::InvitationResent
        | Action::AccountDeletionCancelled
        | Action::AccountExported
        | Action::SignedIn
        | Action::SignedOut
        | Action::SessionConfirmed
        | Action::SessionRevoked
        | Action::SessionSwitched
        | Action::PasskeyRenamed
        | Action::OrgCreated
        | Action::OrgRenamed
        | Action::MemberRemoved
        | Action::MemberLeft
        | Action::InvitationRevoked
        | Action::InvitationAccepted
        | Action::InvitationDeclined
        | Action::DraftCreated
        | Action::DraftDeleted
        | Action::SecretSealed
        | Action::KeyRevoked
        | Action::ServerCreated
        | Action::ServerUpdated
        | Action::ProfileUpdated
        | Action::TicketCreated
        | Action::TicketReplied
        | Action::TicketStateChanged
        | Action::IncidentOpened
        | Action::IncidentNoted
        | Action::OrgSuspendedByAdmin
        | Action::OrgSuspensionLifted
        | Action::OrgPlanChanged => Some(false),
        // A worker's or the command line's: nobody is there to confirm anything.
        Action::AccountDeleted | Action::AccountErased | Action::OwnerSucceeded | Action::ServerPublished | Action::BuildFailed => None,
        // Needs a model, which no confirmation stands before; or a payment provider: server/tests/it/matrix/step_up.rs.
        Action::AuthoringStarted
        | Action::AuthoringTaken
        | Action::CheckoutOpened
        | Action::PlanChanged
        | Action::PlanCancelled
        | Action::CancellationScheduled
        | Action::CancellationTakenBack
        | Action::UsageMonthOpened
        | Action::PaymentFailed
        | Action::OrgSuspended
        | Action::OrgRestored => None,
    }
}

#[tokio::test]
async fn what_opens_a_way_in_or_cannot_be_taken_back_is_held_up() {
    for action in Action::iter() {
        let Some(is_held_up) = is_held_up(action) else { continue };
        let world = World::new().await;
        let act = acts::that_leads_to(&world, action).await.expect("an act");
        world.clock.advance(CONFIRMED_MINUTES * 60 + 1);
        let outcome = (act.run)().await;
        if is_held_up {
            assert_eq!(shown(outcome).code, contract::ErrorCode::ConfirmationNeeded, "{action:?}");
        } else {
            outcome.unwrap_or_else(|error| panic!("{action:?}: {error:?}"));
        }
    }
}
