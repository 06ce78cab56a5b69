//! The two ways a wire type is declared.

/// A type without personal data: prints itself.
macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)+) => {$(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
        $(#[$meta])*
        pub $kind $name $body
    )+};
}

/// A type that carries personal data: prints its name only, so that no log line can hold an address.
macro_rules! private {
    ($($(#[$meta:meta])* pub struct $name:ident $body:tt)+) => {$(
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "spec", derive(utoipa::ToSchema))]
        $(#[$meta])*
        pub struct $name $body

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    )+};
}
