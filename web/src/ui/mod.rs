//! Components without data: they are given words and values, and say what was done.
//!
//! Each is small, made of native HTML first, and named as the identity names it. Texts come as [`TextProp`]: a
//! `&'static str` of a catalogue, a `String`, or a closure that follows a signal. Acts come as callbacks without
//! argument or with one. Nothing here calls the API or knows a feature.
//!
//! [`TextProp`]: leptos::prelude::TextProp

mod bag;
mod banner;
mod button;
mod choice;
mod dialog;
mod empty;
mod field;
mod file;
mod form;
mod icon;
mod live;
mod loaded;
mod looks;
mod menu;
mod page;
mod pages;
mod place;
mod position;
mod progress;
mod selection;
mod status;
mod stop;
mod table;
mod tabs;
mod toast;
mod token;

pub use bag::{Bag, Counter};
pub use banner::{Banner, Tone};
pub use button::{Button, ButtonKind, ButtonLink};
pub use choice::{Boxes, Checkbox, Choice, Select};
pub use dialog::Dialog;
pub use empty::{Bones, Empty, Skeleton};
pub use field::{Field, LAST_DATE, TextArea, field_error};
pub use file::FileDrop;
pub use form::{Form, FormState};
pub use icon::{Glyph, Icon, Mark, Shape};
pub use live::Live;
pub use loaded::{Kept, Loaded, Trouble};
pub use looks::{Look, Looks};
pub use menu::{Menu, MenuItem};
pub(crate) use page::SkipLink;
pub use page::{Back, Page, Pocket, SectionLink, TopBar};
pub use pages::{Paged, Pages};
pub use place::{Plate, Street, split_street, street_order};
pub use position::{PositionField, position, position_text};
pub use progress::Progress;
pub use selection::SelectionBar;
pub use status::{Punches, Status, status_shape, status_word};
pub use stop::{StopCard, StopNote};
pub use table::Table;
pub use tabs::{Tab, Tabs};
pub use toast::{ToastArea, Toasts};
pub use token::{RoundColour, Tag, Token, letter};
