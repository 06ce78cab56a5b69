//! Closed lists of words: states, kinds, reasons. `snake_case` on the wire and in the database.

/// The text is not in the closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choice_unknown")]
pub struct UnknownWord;

/// A closed list of words: `snake_case` on the wire and in the database.
///
/// The text is a `tt`: as a `literal` it would come wrapped, and the document's derive would name the variant instead.
macro_rules! words {
    ($($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:tt),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|w| w.as_str() == s).ok_or($crate::words::UnknownWord)
            }
        }
    )+};
}

pub mod address;
pub mod api_clients;
pub mod deliveries;
pub mod events;
pub mod follow_ups;
pub mod imports;
pub mod invitations;
pub mod me;
pub mod members;
pub mod organisations;
pub mod plans;
pub mod recipients;
pub mod recurrences;
pub mod rounds;
