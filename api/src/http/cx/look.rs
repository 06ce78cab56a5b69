//! Looks at personal data, noted before anything is shown.

use super::Cx;
use crate::http::{Failure, Gate, Pii, Who, budget};
use cabas_kernel::id::{OrganisationId, PersonId, RecipientId};
use cabas_model::Code;
use cabas_store::looks::Look;
use chrono::NaiveDate;
use uuid::Uuid;

impl<G: Gate> Cx<G> {
    /// Notes a look at personal data, durably, before it is shown.
    ///
    /// # Errors
    /// 503 when the log cannot be written: then nothing may be shown.
    pub async fn look(
        &self,
        purpose: &'static str,
        subject: Option<Uuid>,
        day: Option<NaiveDate>,
        recipients: Vec<RecipientId>,
    ) -> Result<(), Failure> {
        debug_assert!(G::PII != Pii::None, "an operation that shows personal data says so in its gate");
        debug_assert!(
            (G::PII == Pii::Record) == budget::RECORDS.contains(&purpose),
            "an operation that opens one record says so in its gate: its budget was asked there"
        );
        self.look_in(self.organisation(), purpose, subject, day, recipients).await
    }

    /// The same for an organisation that the path does not name.
    ///
    /// # Errors
    /// As [`Cx::look`].
    pub async fn look_in(
        &self,
        organisation: OrganisationId,
        purpose: &'static str,
        subject: Option<Uuid>,
        day: Option<NaiveDate>,
        recipients: Vec<RecipientId>,
    ) -> Result<(), Failure> {
        let actor = match self.who {
            Who::Person { id, .. } => id,
            Who::Program(id) => PersonId(id.0),
            Who::Nobody => return Err(Code::Unauthenticated.into()),
        };
        self.let_go();
        Ok(self
            .app
            .store
            .looks()
            .write(Look { organisation, actor, purpose, subject, day, recipients, at: self.now() })
            .await?)
    }
}
