//! Values that several kinds of rows share.

use cabas_kernel::Phone;

/// An address as a sheet gives it. Nothing is invented: what could not be told apart stays in `text`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The whole address on one line, as it will be shown and looked up.
    pub text: String,
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 when the name is known, else as written.
    pub country: Option<String>,
    pub name: Option<String>,
    pub contact_name: Option<String>,
    pub phone: Option<Phone>,
    pub entrance: Option<String>,
    pub floor: Option<String>,
    pub apartment: Option<String>,
    pub door_code: Option<String>,
    pub access_note: Option<String>,
}

/// An address and its codes open a door: they stay out of logs.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(***)")
    }
}

/// A point, in degrees (WGS 84).
#[derive(Clone, Copy, PartialEq)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
}

/// A household's point is its address.
impl std::fmt::Debug for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Position(***)")
    }
}

/// So many of one package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageCount {
    /// Lower case; the organisation's list is the server's to check.
    pub slug: String,
    /// At least one.
    pub quantity: u16,
}
