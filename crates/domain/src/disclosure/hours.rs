//! An organisation's hours, never looser than the rule.

use chrono::TimeDelta;
use chrono_tz::Tz;

/// When addresses open and close in an organisation. Fields are private so that no setting, however it came into
/// the database, can loosen them: « always » is not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrganisationHours {
    reveal_hours: u8,
    keep_hours: u8,
    late_reveal: bool,
    zone: Tz,
}

impl OrganisationHours {
    /// Hours before the round's first window, at most.
    pub const REVEAL_AT_MOST: u8 = 12;
    /// Hours after a stop's closing, at most.
    pub const KEEP_AT_MOST: u8 = 2;
    /// After the round's last window everything closes, whatever is left undone.
    pub const AFTER_ROUND: TimeDelta = TimeDelta::hours(4);

    /// Reads the settings; what would loosen the rule is cut to it.
    pub fn new(reveal_hours: u8, keep_hours: u8, late_reveal: bool, zone: Tz) -> Self {
        let reveal_hours = reveal_hours.min(Self::REVEAL_AT_MOST);
        Self { reveal_hours, keep_hours: keep_hours.min(Self::KEEP_AT_MOST), late_reveal, zone }
    }

    /// The widest hours the rule allows: the default.
    pub fn widest(zone: Tz) -> Self {
        Self::new(Self::REVEAL_AT_MOST, Self::KEEP_AT_MOST, false, zone)
    }

    /// How long before the round's first window addresses open.
    pub fn before(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.reveal_hours))
    }

    /// How long a closed stop stays readable; also the correction window (§5.2).
    pub fn after_stop(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.keep_hours))
    }

    /// Street only until « Démarrer », on the round's date.
    pub const fn late_reveal(&self) -> bool {
        self.late_reveal
    }

    pub const fn zone(&self) -> Tz {
        self.zone
    }
}
