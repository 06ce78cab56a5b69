//! Drawings: icons beside words, and the shapes that states have.

use leptos::prelude::*;

macro_rules! drawings {
    ($(#[$doc:meta])* $kind:ident { $($name:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind { $($name),+ }

        impl $kind {
            /// The fragment that names the drawing in the sprite.
            pub const fn href(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

drawings! {
    /// A line drawing, always beside a word.
    Glyph {
        AlertTriangle = "#i-alert-triangle", ArrowBackUp = "#i-arrow-back-up", ArrowDown = "#i-arrow-down",
        ArrowUp = "#i-arrow-up", ArrowsExchange = "#i-arrows-exchange", Basket = "#i-basket", Bell = "#i-bell",
        Bike = "#i-bike", CalendarWeek = "#i-calendar-week", Camera = "#i-camera", Car = "#i-car", Check = "#i-check",
        ChevronLeft = "#i-chevron-left", ChevronRight = "#i-chevron-right", ClipboardText = "#i-clipboard-text",
        Clock = "#i-clock", CloudUpload = "#i-cloud-upload", Copy = "#i-copy", Door = "#i-door",
        DoorEnter = "#i-door-enter", Dots = "#i-dots", Download = "#i-download", Eye = "#i-eye", EyeOff = "#i-eye-off",
        Filter = "#i-filter", Help = "#i-help", History = "#i-history", Home = "#i-home", Key = "#i-key",
        Language = "#i-language", Lock = "#i-lock", Login = "#i-login", Mail = "#i-mail", MapPin = "#i-map-pin",
        MapPinQuestion = "#i-map-pin-question", Message = "#i-message", Microphone = "#i-microphone",
        Navigation = "#i-navigation", Note = "#i-note", Package = "#i-package", Pencil = "#i-pencil",
        Phone = "#i-phone", PlugConnected = "#i-plug-connected", PlugConnectedX = "#i-plug-connected-x",
        Plus = "#i-plus", Printer = "#i-printer", Qrcode = "#i-qrcode", Refresh = "#i-refresh", Search = "#i-search",
        Send = "#i-send", Settings = "#i-settings", Snowflake = "#i-snowflake", Stairs = "#i-stairs",
        Table = "#i-table", ToolsKitchen2 = "#i-tools-kitchen-2", Trash = "#i-trash", Upload = "#i-upload",
        User = "#i-user", UserPlus = "#i-user-plus", Users = "#i-users", Walk = "#i-walk", X = "#i-x",
    }
}

drawings! {
    /// The shape of a state: it tells it without colour.
    Shape {
        Assigned = "#s-assigned", Cancelled = "#s-cancelled", Changed = "#s-changed", Done = "#s-done",
        Draft = "#s-draft", Failed = "#s-failed", Gap = "#s-gap", Maybe = "#s-maybe", New = "#s-new", No = "#s-no",
        Out = "#s-out", Ready = "#s-ready", Same = "#s-same", Taken = "#s-taken", Twin = "#s-twin",
    }
}

/// An icon. Hidden from those who listen: the word beside it says the same.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    drawing("i", glyph.href())
}

/// The shape of a state, likewise beside its word.
#[component]
pub fn Mark(shape: Shape) -> impl IntoView {
    drawing("s", shape.href())
}

/// One type for every drawing: hundreds stand on a board.
pub(super) fn drawing(class: &'static str, href: &'static str) -> AnyView {
    view! { <svg class=class aria-hidden="true"><use href=href/></svg> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_is_in_the_sprite() {
        let sprite = include_str!("../../icons.svg");
        let names = Glyph::ALL.iter().map(|glyph| glyph.href()).chain(Shape::ALL.iter().map(|shape| shape.href()));
        for name in names {
            let id = format!("id=\"{}\"", name.trim_start_matches('#'));
            assert!(sprite.contains(&id), "{name}");
        }
    }
}
