//! Associations whose admins are all away: nobody is left there to open or close an access, and only whoever runs the
//! server can reach them (TR-11).

use crate::platform::App;
use cabas_store::{Scope, StoreError, members::organisations_without_admin};
use chrono::TimeDelta;

/// How long an association may be without any of its admins.
const ABSENCE: TimeDelta = TimeDelta::days(30);

/// Tells the operator: a line of the log for each, by its id, and their number as a figure.
///
/// # Errors
/// The database's own.
pub async fn warn_of_absent_admins(app: &App) -> Result<(), StoreError> {
    let read = app.store.read(Scope::System).await?;
    let organisations = organisations_without_admin(&read, read.now() - ABSENCE).await?;
    for organisation in &organisations {
        tracing::warn!(%organisation, days = ABSENCE.num_days(), "no admin of an organisation has come for long");
    }
    let count = u32::try_from(organisations.len()).unwrap_or(u32::MAX);
    metrics::gauge!("cabas_organisations_without_admin").set(f64::from(count));
    Ok(())
}
