//! The key of a program, shown this once.

use crate::{
    dom,
    i18n::{Lang, use_lang},
    session::use_account,
    ui::{Banner, Button, ButtonKind, Field, Glyph, Tone},
};
use cabas_kernel::id::OrganisationId;
use cabas_messages::api_clients;
use leptos::{prelude::*, task::spawn_local};

/// A program that has just been let in.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) name: String,
    pub(super) token: String,
}

#[component]
pub(super) fn Token(made: Made, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let organisation = use_account().organisation();
    let label = api_clients::token(lang, &made.name);
    // What is copied is the key, whatever is typed over it.
    let key = StoredValue::new(made.token.clone());
    let token = RwSignal::new(made.token);
    let said = RwSignal::new(None::<&'static str>);
    let copy = move || {
        spawn_local(async move {
            let copied = dom::copy(&key.get_value()).await;
            said.try_set(Some(if copied { api_clients::copied(lang) } else { api_clients::copy_by_hand(lang) }));
        });
    };
    dom::focus_soon("dialog[open] input");
    view! {
        <Banner tone=Tone::Know icon=Glyph::Key>{api_clients::token_warning(lang)}</Banner>
        <Field label value=token autocomplete="off"/>
        <div class="row">
            <Button kind=ButtonKind::Main icon=Glyph::Copy on_press=copy>{api_clients::copy(lang)}</Button>
            <Button on_press=move || open.set(false)>{api_clients::kept(lang)}</Button>
            <p role="status">{move || said.get()}</p>
        </div>
        <div class="stack stack--tight">
            <h3 id="example">{api_clients::example(lang)}</h3>
            <p>{api_clients::example_words(lang)}</p>
            <pre class="code" tabindex="0" role="region" aria-labelledby="example">{example(lang, &dom::origin(), organisation)}</pre>
        </div>
    }
    .into_any()
}

/// A call that tries a sheet without saving anything. The key is named, not written: a copied command is kept by shells.
fn example(lang: Lang, origin: &str, organisation: OrganisationId) -> String {
    let path = ["/api/v1/organisations/", &organisation.to_string(), "/imports"].concat();
    [
        "curl --header \"Authorization: Bearer ",
        api_clients::example_token(lang),
        "\" \\\n  --form kind=recipients --form mode=dry_run \\\n  --form file=@",
        api_clients::example_file(lang),
        " \\\n  ",
        origin,
        &path,
    ]
    .concat()
}
