//! An organisation, as its members see it.

use crate::{Read, StoreError};
use cabas_kernel::id::{DepotId, OrganisationId};
use cabas_model::organisations::OrganisationDetails;
use chrono_tz::Tz;
use uuid::Uuid;

row! {
    struct OrganisationRow {
        name: String,
        zone: String,
        country: String,
        reveal_hours: i16,
        keep_hours: i16,
        late_reveal: bool,
        confirm_everyone: bool,
        inviter_told: String,
        default_depot_id: Option<Uuid>,
        version: i64,
    }
}

/// The settings, and their version.
///
/// # Errors
/// The database's own.
pub async fn organisation(read: &Read) -> Result<Option<(OrganisationDetails, i64)>, StoreError> {
    let id = read.organisation();
    let row = fetch_optional!(
        read,
        OrganisationRow,
        "SELECT name, zone, country, reveal_hours, keep_hours, late_reveal, confirm_everyone, inviter_told, \
         default_depot_id, version FROM organisations WHERE id = $1",
        id.0
    )?;
    Ok(row.map(|r| {
        let details = OrganisationDetails {
            id,
            name: r.name,
            zone: r.zone,
            country: r.country,
            reveal_hours: u8::try_from(r.reveal_hours).unwrap_or(0),
            keep_hours: u8::try_from(r.keep_hours).unwrap_or(0),
            late_reveal: r.late_reveal,
            confirm_everyone: r.confirm_everyone,
            inviter_told: r.inviter_told.parse().unwrap_or_default(),
            default_depot_id: r.default_depot_id.map(DepotId),
        };
        (details, r.version)
    }))
}

/// The settings that say when addresses open and close.
#[derive(Clone, Copy, Debug)]
pub struct Hours {
    pub zone: Tz,
    pub reveal_hours: u8,
    pub keep_hours: u8,
    pub late_reveal: bool,
}

/// The time zone of an organisation; UTC when its name is unknown to us.
///
/// # Errors
/// The database's own.
pub async fn zone(read: &Read, id: OrganisationId) -> Result<Hours, StoreError> {
    let row: Option<(String, i16, i16, bool)> = fetch_optional!(
        read,
        (String, i16, i16, bool),
        "SELECT zone, reveal_hours, keep_hours, late_reveal FROM organisations WHERE id = $1",
        id.0
    )?;
    let (zone, reveal, keep, late) = row.unwrap_or_default();
    Ok(Hours {
        zone: zone.parse().unwrap_or(Tz::UTC),
        reveal_hours: u8::try_from(reveal).unwrap_or(0),
        keep_hours: u8::try_from(keep).unwrap_or(0),
        late_reveal: late,
    })
}
