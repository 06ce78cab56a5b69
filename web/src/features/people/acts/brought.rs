//! Whom somebody brought: they stand beside the question about that person's access (security IN-4).

use crate::{
    features::people::{members::is_out, words},
    i18n::{Lang, compare, use_lang},
    routes::Route,
    session::use_account,
    ui::{Bones, Loaded, Mark},
};
use cabas_kernel::id::MembershipId;
use cabas_messages::members;
use cabas_model::members::{CoOptationTree, MemberState};
use leptos::prelude::*;

/// Those who are here because a member invited them, and the way to the whole tree.
#[component]
pub(super) fn Brought(by: MembershipId, name: String) -> impl IntoView {
    let lang = use_lang();
    let account = use_account();
    let organisation = account.organisation();
    let data = LocalResource::new(move || {
        account.call(move |client| async move { client.read_co_optation(organisation).await })
    });
    view! { <Loaded data bones=Bones::Text let:tree>{list(lang, &name, brought(tree, by))}</Loaded> }.into_any()
}

/// Name and state of those whom a member invited, without those who are out.
fn brought(tree: CoOptationTree, by: MembershipId) -> Vec<(String, MemberState)> {
    let Some(own) = tree.nodes.iter().find(|node| node.member_id == Some(by)).map(|node| node.id) else {
        return Vec::new();
    };
    let direct = tree.nodes.into_iter().filter(|node| node.parent == Some(own));
    direct.filter_map(|node| node.display_name.zip(node.state)).filter(|(_, state)| !is_out(*state)).collect()
}

fn list(lang: Lang, name: &str, mut people: Vec<(String, MemberState)>) -> AnyView {
    if people.is_empty() {
        return view! { <p class="soft">{members::brought_none(lang, name)}</p> }.into_any();
    }
    people.sort_by(|(a, _), (b, _)| compare(lang, a, b));
    let title = members::brought(lang, people.len(), name);
    let lines: Vec<AnyView> = people.into_iter().map(|(name, state)| line(lang, name, state)).collect();
    view! {
        <div class="stack stack--tight">
            <h3>{title}</h3>
            <ul class="plain">{lines}</ul>
            <p class="soft">{members::brought_words(lang)}</p>
            <p><a class="tap" href=Route::CoOptation.path()>{members::see_tree(lang)}</a></p>
        </div>
    }
    .into_any()
}

/// A state is told when it is not the ordinary one.
fn line(lang: Lang, name: String, state: MemberState) -> AnyView {
    let state = (state != MemberState::Active).then(|| {
        let (class, shape, word) = words::member(lang, state);
        view! { " " <span class=class><Mark shape/>{word}</span> }
    });
    view! { <li>{name} {state}</li> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cabas_kernel::Ts;
    use cabas_model::members::TreeNode;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: u8) -> T {
        format!("00000000-0000-4000-8000-0000000000{n:02}").parse().unwrap()
    }

    fn node(n: u8, parent: Option<u8>, name: Option<&str>, state: MemberState) -> TreeNode {
        TreeNode {
            id: id(n),
            parent: parent.map(id),
            member_id: Some(id(n)),
            display_name: name.map(str::to_owned),
            state: Some(state),
            roles: Vec::new(),
            at: Ts::from_micros(i64::from(n)),
        }
    }

    /// Aya and Zoé began; Aya brought Bakary, Chloé, Dina who left, and someone erased; Bakary brought Élo.
    fn tree() -> CoOptationTree {
        let nodes = vec![
            node(1, None, Some("Aya"), MemberState::Active),
            node(2, None, Some("Zoé"), MemberState::Active),
            node(3, Some(1), Some("Bakary"), MemberState::Active),
            node(4, Some(1), Some("Chloé"), MemberState::Suspended),
            node(5, Some(1), Some("Dina"), MemberState::Left),
            node(6, Some(1), None, MemberState::Left),
            node(7, Some(3), Some("Élo"), MemberState::Active),
        ];
        CoOptationTree { nodes, freezes: Vec::new() }
    }

    #[test]
    fn those_who_are_here_by_someone_are_told_and_no_others() {
        let of = |n| brought(tree(), id(n));
        let names = [("Bakary".to_owned(), MemberState::Active), ("Chloé".to_owned(), MemberState::Suspended)];
        assert_eq!(of(1), names);
        assert!(of(7).is_empty());
    }

    #[test]
    fn whoever_is_not_in_the_tree_brought_nobody() {
        assert!(brought(tree(), id(9)).is_empty(), "the first ones are not theirs");
    }
}
