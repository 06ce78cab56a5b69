//! Price tag and market token.

use leptos::prelude::*;

/// « Look here »: a word or a number on yellow. One or two per screen, never a state, never a button.
#[component]
pub fn Tag(children: Children) -> impl IntoView {
    view! { <span class="tag">{children()}</span> }.into_any()
}

/// The colour of a round, which never goes without its letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundColour {
    A,
    B,
    C,
    D,
    E,
    F,
}

impl RoundColour {
    const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// The colour of the nth round of a day; after six they come again.
    pub fn nth(index: usize) -> Self {
        Self::ALL.into_iter().cycle().nth(index % Self::ALL.len()).unwrap_or(Self::A)
    }

    pub const fn class(self) -> &'static str {
        match self {
            Self::A => "round-a",
            Self::B => "round-b",
            Self::C => "round-c",
            Self::D => "round-d",
            Self::E => "round-e",
            Self::F => "round-f",
        }
    }
}

/// The letter of the nth round of a day: A to Z, then A2…
pub fn letter(index: usize) -> String {
    let letter = u8::try_from(index % 26).ok().and_then(|offset| b'A'.checked_add(offset)).unwrap_or(b'A');
    let turn = index / 26;
    let mut text = String::from(char::from(letter));
    if turn > 0 {
        text.push_str(&turn.saturating_add(1).to_string());
    }
    text
}

/// A round's letter on its colour, or someone's initials in a ring when there is no round.
#[component]
pub fn Token(
    #[prop(into)] text: String,
    #[prop(optional)] round: Option<RoundColour>,
    /// Says the same as the words beside it.
    #[prop(optional)]
    hidden: bool,
) -> impl IntoView {
    let class = match round {
        Some(colour) => ["token ", colour.class()].concat(),
        None => "token token--line".to_owned(),
    };
    view! { <span class=class aria-hidden=hidden.then_some("true")>{text}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(letter(0), "A");
        assert_eq!(letter(25), "Z");
        assert_eq!(letter(26), "A2");
    }

    #[test]
    fn colours_come_again_after_six() {
        assert_eq!(RoundColour::nth(0), RoundColour::A);
        assert_eq!(RoundColour::nth(7), RoundColour::B);
    }
}
