//! What a volunteer carries: their rounds, one round, one stop at the door.
//!
//! An act is made once, with a key and the phone's time, and is kept until the server has answered ([`act`]);
//! [`Carried`] holds what was read and the acts under way, above the pages, so that going from one to the next asks
//! nothing again.

mod act;
mod at_door;
mod bag;
mod carried;
mod door_acts;
mod hands;
mod list;
mod notices;
mod outcomes;
mod reach;
mod round;
mod sending;
mod stop;
mod words;

pub use carried::Carried;
pub use list::MyRounds;
pub use round::MyRound;
pub use stop::MyStop;

use crate::{
    routes::Route,
    session::use_account,
    ui::{Glyph, Icon},
};
use leptos::prelude::*;

/// At the end of the top line: me.
fn me() -> AnyView {
    let name = use_account().me().with_untracked(|me| me.display_name.clone());
    view! { <a class="tap" href=Route::Profile.path()><Icon glyph=Glyph::User/>{name}</a> }.into_any()
}
