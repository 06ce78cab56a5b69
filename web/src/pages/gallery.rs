//! Every component in every state, in development builds only: what one looks at after touching a style sheet.
//!
//! Its words are samples of the identity, not messages: it is the one place where they stand in Rust.

use crate::{
    live::Link,
    ui::{
        Back, Bag, Banner, Button, ButtonKind, ButtonLink, Checkbox, Choice, Counter, Dialog, Empty, Field, FileDrop,
        Form, FormState, Glyph, Live, Look, Looks, Mark, Menu, MenuItem, Page, Plate, Pocket, Progress, Punches,
        RoundColour, Select, SelectionBar, Shape, Skeleton, Status, StopCard, StopNote, Street, Tab, Table, Tabs, Tag,
        TextArea, Toasts, Token, Tone,
    },
};
use cabas_kernel::words::deliveries::StopStatus;
use leptos::prelude::*;

/// A title, and what stands under it.
type Part = (&'static str, fn() -> AnyView);

/// The gallery.
#[component]
pub fn Gallery() -> impl IntoView {
    let parts: [Part; 10] = [
        ("Boutons", buttons),
        ("Champs", fields),
        ("États d’un arrêt", states),
        ("Connexion", connection),
        ("Bandeaux et messages", notices),
        ("Dialogue et menu", dialogs),
        ("Attente, vide, progression", waiting),
        ("Onglets et tableau", tables),
        ("Fichier", files),
        ("Qui a consulté", looks),
    ];
    let sheets: Vec<AnyView> = parts
        .into_iter()
        .map(|(title, part)| {
            view! { <section class="sheet"><h2>{title}</h2><div class="stack">{part()}</div></section> }.into_any()
        })
        .collect();
    view! {
        <Page title="Composants" back=Back::new("/", "Accueil") head=|| view! { <p class="push">"Pour qui touche au style"</p> }>
            <div class="halves">{sheets}</div>
            {board()}
        </Page>
        {door()}
    }
    .into_any()
}

fn buttons() -> AnyView {
    let busy = RwSignal::new(true);
    view! {
        <p class="row">
            <Button kind=ButtonKind::Main>"Envoyer les tournées"</Button>
            <Button icon=Glyph::Printer>"Imprimer"</Button>
            <Button kind=ButtonKind::Danger>"Effacer le dossier"</Button>
            <Button kind=ButtonKind::Text>"Abandonner"</Button>
        </p>
        <p class="row">
            <Button refused=Signal::stored(Some("Choisissez d’abord une personne.".to_owned()))>"Envoyer"</Button>
            <Button busy busy_words="Enregistrement…">"Enregistrer"</Button>
            <ButtonLink href="/" icon=Glyph::Navigation>"Y aller"</ButtonLink>
        </p>
    }
    .into_any()
}

fn fields() -> AnyView {
    let form = FormState::new();
    let (name, phone, note) = (
        RwSignal::new("Famille Traoré".to_owned()),
        RwSignal::new("06 00 00".to_owned()),
        RwSignal::new(String::new()),
    );
    let state = RwSignal::new("assigned".to_owned());
    let choices = vec![Choice::new("assigned", "à livrer"), Choice::new("delivered", "livré")];
    let refuse = move || {
        let errors = vec![cabas_model::FieldError::new("/phone", "phone_invalid")];
        form.fail(&crate::failure::Failure::Problem(std::sync::Arc::new(cabas_model::Problem {
            kind: String::new(),
            title: String::new(),
            status: 422,
            detail: String::new(),
            instance: String::new(),
            code: "fields_invalid".to_owned(),
            errors,
        })));
    };
    refuse();
    view! {
        <Form state=form on_submit=refuse>
            <Field label="Nom du foyer" hint="Comme sur la sonnette." value=name/>
            <Field label="Téléphone" pointer="/phone" kind="tel" value=phone/>
            <TextArea label="Mot pour le bénévole" optional=true value=note/>
            <Select label="État" inline=true value=state choices=Signal::stored(choices)/>
            <Checkbox label="produits frais" checked=RwSignal::new(true)/>
            <p><Button kind=ButtonKind::Main submit=true>"Enregistrer"</Button></p>
        </Form>
    }
    .into_any()
}

fn states() -> AnyView {
    use StopStatus as S;
    let all =
        [S::Draft, S::Ready, S::Assigned, S::Out, S::Loaded, S::Delivered, S::LeftAtDoor, S::Failed, S::Cancelled];
    let states: Vec<AnyView> = all.into_iter().map(|status| view! { <Status status/> " " }.into_any()).collect();
    let tokens: Vec<AnyView> = ["A", "B", "C", "D", "E", "F"]
        .into_iter()
        .enumerate()
        .map(|(index, text)| view! { <Token text round=RoundColour::nth(index)/> " " }.into_any())
        .collect();
    view! {
        <p class="row">{states}</p>
        <p class="row"><Tag>"5 arrêts"</Tag> <Plate number="27"/> <Plate number="16 bis"/> {tokens} <Token text="SA"/></p>
        <Punches stops=all/>
    }
    .into_any()
}

fn connection() -> AnyView {
    let link = |link: Link| Signal::stored(link);
    view! {
        <Live link=link(Link::Open { updated: Some("9 h 42".to_owned()) })/>
        <Live link=link(Link::Lost { since: "9 h 38".to_owned() }) waiting=Signal::stored(2)/>
        <Live link=link(Link::Paused { since: "9 h 38".to_owned() })/>
        <Live link=link(Link::Opening)/>
    }
    .into_any()
}

fn notices() -> AnyView {
    let toasts = Toasts::of_app();
    view! {
        <Banner act=|| view! { <a class="tap" href="/">"Voir"</a> }><b>"Depuis 9 h 31 : "</b>"2 livraisons."</Banner>
        <Banner tone=Tone::Know icon=Glyph::Lock>"Rien n’est encore enregistré."</Banner>
        <Banner tone=Tone::Error act=|| view! { <Button>"Réessayer"</Button> }>
            <b>"La tournée n’est pas partie. "</b>"Elle est gardée. Réessayez dans un instant."
        </Banner>
        <p><Button on_press=move || toasts.undoable("Arrêt retiré de la tournée A.", || ())>"Retirer l’arrêt"</Button></p>
    }
    .into_any()
}

fn dialogs() -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <p class="row">
            <Button on_press=move || open.set(true)>"Retirer Bakary"</Button>
            <Menu label="Déplacer" icon=Glyph::ArrowsExchange>
                <MenuItem icon=Glyph::ArrowUp on_press=|| ()>"Monter"</MenuItem>
                <MenuItem icon=Glyph::ArrowDown on_press=|| ()>"Descendre"</MenuItem>
            </Menu>
        </p>
        <Dialog open title="Retirer Bakary de la tournée B ?">
            <p>"Il ne verra plus ces 4 adresses dès maintenant. L’ordre des arrêts est gardé."</p>
            <p class="row">
                <Button kind=ButtonKind::Main on_press=move || open.set(false)>"Retirer Bakary"</Button>
                <Button kind=ButtonKind::Text on_press=move || open.set(false)>"Garder Bakary"</Button>
            </p>
        </Dialog>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! {
        <Skeleton count=1/>
        <Empty title="Aucun arrêt mercredi" words="Collez un tableau, ou laissez les répétitions les créer.">
            <Button>"Coller depuis un tableur"</Button>
        </Empty>
        <Progress label="Adresses placées" done=141_usize total=196_usize/>
    }
    .into_any()
}

fn tables() -> AnyView {
    let count = |text: &str| Signal::stored(text.to_owned());
    view! {
        <Tabs label="Lignes">
            <Tab href="?" current=true count=count("196")>"Toutes"</Tab>
            <Tab href="?show=new" current=false mark=Shape::New count=count("42")>"Nouveaux"</Tab>
            <Tab href="?show=failed" current=false mark=Shape::Failed count=count("4")>"À corriger"</Tab>
        </Tabs>
        <Table label="Dernières livraisons" head=|| view! { <tr><th scope="col">"Jour"</th><th scope="col">"État"</th><th scope="col" class="n">"Paniers"</th></tr> }>
            <tr><td>"mar. 17 nov., 9 h 50"</td><td><Status status=StopStatus::Delivered/></td><td class="n">"3"</td></tr>
            <tr><td>"mar. 3 nov., 9 h 58"</td><td><Status status=StopStatus::Failed/></td><td class="n">"0"</td></tr>
            <tr>
                <td class="cell--changed"><del>"72 avenue Jean-Jaurès"</del><ins>"27 avenue Jean-Jaurès"</ins></td>
                <td><span class="status"><Mark shape=Shape::Changed/>"modifié"</span></td>
                <td class="n">"2"</td>
            </tr>
        </Table>
    }
    .into_any()
}

fn files() -> AnyView {
    view! { <FileDrop accept=".csv,.xlsx,.ods" on_file=|_| ()/> }.into_any()
}

fn looks() -> AnyView {
    let look = |icon, who: &str, what: &str, when: &str| Look {
        icon,
        who: who.to_owned(),
        what: what.to_owned(),
        when: when.to_owned(),
    };
    let looks = vec![
        look(Glyph::Eye, "Vous (Samir, régulation)", "nom, adresse, téléphones", "aujourd’hui, 9 h 42"),
        look(
            Glyph::Bike,
            "Inès, bénévole",
            "nom, adresse, code, téléphone, pendant sa tournée",
            "mar. 17 nov., 9 h 44",
        ),
    ];
    view! { <Looks looks/> }.into_any()
}

fn board() -> AnyView {
    use StopStatus as S;
    let picked = RwSignal::new(true);
    let fresh = vec![StopNote::new(Glyph::Snowflake, "produits frais")];
    let absent = vec![StopNote::new(Glyph::Message, "absent, ne répond pas au téléphone")];
    view! {
        <div class="board">
            <Counter title="À attribuer" end=|| view! { <Tag>"5 arrêts"</Tag> }>
                <ul>
                    <StopCard street="27 avenue Jean-Jaurès" status=S::Ready when="9 h–11 h" who="Famille Traoré" who_href="/" what="3 paniers" notes=fresh picked on_pick=move |now| picked.set(now)/>
                    <StopCard street="61 rue Victor-Hugo" status=S::Ready when="14 h–16 h" who="Famille Haddad" who_href="/" what="2 paniers" held_by="Maud" picked=Signal::stored(false)/>
                </ul>
            </Counter>
            <div class="board__bags">
                <Bag index=0 name="Les Halles" hem=|| hem("Inès", "vélo cargo", vec![S::Delivered, S::Delivered, S::Failed, S::Out, S::Assigned, S::Assigned])>
                    <ul>
                        <StopCard street="3 rue des Écoles" status=S::Delivered when="9 h 12"/>
                        <StopCard street="9 rue du Lavoir" status=S::Failed when="9 h 31" who="M. Roussel" who_href="/" what="1 panier" notes=absent picked=Signal::stored(false)/>
                    </ul>
                </Bag>
                <Bag index=1 name="La Gare" hem=|| hem("Bakary", "vélo", vec![S::Assigned; 4])>
                    <ul><StopCard street="112 boulevard Carnot" status=S::Assigned when="9 h–11 h" who="Famille Benali" who_href="/" what="3 paniers" picked=Signal::stored(false)/></ul>
                </Bag>
                <Bag index=2 name="Les Coteaux" nobody=true hem=|| view! { {hem("Personne", "à vélo", vec![S::Ready; 3])} <Button block=true>"Choisir quelqu’un"</Button> }>
                    <ul><StopCard street="6 rue du Stade" status=S::Ready when="9 h–11 h" who="Famille Marchand" who_href="/" what="2 paniers" picked=Signal::stored(false)/></ul>
                </Bag>
            </div>
        </div>
        <SelectionBar count=Signal::stored(2) on_none=|| ()><Button icon=Glyph::ArrowUp>"Monter"</Button><Button icon=Glyph::ArrowDown>"Descendre"</Button></SelectionBar>
    }
    .into_any()
}

fn hem(who: &'static str, mode: &'static str, stops: Vec<StopStatus>) -> AnyView {
    view! { <p class="bag__line"><b>{who}</b> <span>{mode}</span></p> <Punches stops/> }.into_any()
}

fn door() -> AnyView {
    let foot = || {
        view! {
            <div class="doors">
                <ButtonLink kind=ButtonKind::Door icon=Glyph::Navigation href="geo:0,0">"Y aller"</ButtonLink>
                <ButtonLink kind=ButtonKind::Door icon=Glyph::Phone href="tel:+33600000000">"Appeler"</ButtonLink>
                <Button kind=ButtonKind::DoorMain icon=Glyph::Check>"Livré"</Button>
            </div>
            <Button kind=ButtonKind::Text block=true>"Il y a un problème"</Button>
        }
    };
    view! {
        <Pocket
            title="5 rue des Tilleuls"
            heading=|| view! { <Street line="5 rue des Tilleuls" big=true/> }
            back=Back::new("/", "Ma tournée")
            end=|| view! { <b>"Arrêt 5 sur 8"</b> }
            door=true
            foot
        >
            <p class="door__who"><b>"Mme Nguyen"</b> <Status status=StopStatus::Assigned/> <time>"9 h–11 h"</time></p>
        </Pocket>
    }
    .into_any()
}
