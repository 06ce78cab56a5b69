//! Every place of the application, typed: a route is parsed from an address and written back as one.
//!
//! Addresses do not change with the language, so that a link sent to someone opens in theirs.

use cabas_kernel::{
    Permission, Role, Roles,
    id::{DeliveryId, ImportId, RecipientId, RoundId, StopId},
};
use cabas_messages::{Lang, shell};
use chrono::NaiveDate;

/// A place of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Leads to the first section of whoever opens it.
    Home,
    /// Also the address of mailed links: `/sign-in#token=…`.
    SignIn,
    /// `/invitation#token=…`.
    Invitation,
    /// Asking for a new password, and `/password-reset#token=…` to choose it.
    PasswordReset,
    Profile,
    /// The board of a day; today without one.
    Rounds {
        day: Option<NaiveDate>,
    },
    /// One round, to read and to print.
    Round {
        id: RoundId,
    },
    /// Leads to the board of a delivery's day, where its panel opens.
    Delivery {
        id: DeliveryId,
    },
    Recipients,
    /// Registering a household.
    NewRecipient,
    Recipient {
        id: RecipientId,
    },
    EditRecipient {
        id: RecipientId,
    },
    /// Two records side by side, to be made one.
    CompareRecipients {
        id: RecipientId,
        other: RecipientId,
    },
    Members,
    /// Who vouched for whom.
    CoOptation,
    /// What waits to be looked at.
    FollowUps,
    Settings(SettingsPage),
    Imports,
    Import {
        id: ImportId,
    },
    /// What a volunteer carries.
    MyRounds,
    MyRound {
        id: RoundId,
    },
    MyStop {
        round: RoundId,
        id: StopId,
    },
    /// Every component in every state, in development only.
    #[cfg(debug_assertions)]
    Gallery,
    NotFound,
}

impl Route {
    /// The route of a path, without query or fragment.
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let route = match parts.as_slice() {
            [] => Some(Self::Home),
            ["sign-in"] => Some(Self::SignIn),
            ["invitation"] => Some(Self::Invitation),
            ["password-reset"] => Some(Self::PasswordReset),
            ["profile"] => Some(Self::Profile),
            ["rounds"] => Some(Self::Rounds { day: None }),
            ["days", day] => day.parse().ok().map(|day| Self::Rounds { day: Some(day) }),
            ["rounds", id] => id.parse().ok().map(|id| Self::Round { id }),
            ["deliveries", id] => id.parse().ok().map(|id| Self::Delivery { id }),
            ["recipients"] => Some(Self::Recipients),
            ["recipients", "new"] => Some(Self::NewRecipient),
            ["recipients", id] => id.parse().ok().map(|id| Self::Recipient { id }),
            ["recipients", id, "edit"] => id.parse().ok().map(|id| Self::EditRecipient { id }),
            ["recipients", id, "compare", other] => {
                id.parse().ok().zip(other.parse().ok()).map(|(id, other)| Self::CompareRecipients { id, other })
            }
            ["members"] => Some(Self::Members),
            ["co-optation"] => Some(Self::CoOptation),
            ["follow-ups"] => Some(Self::FollowUps),
            ["settings"] => Some(Self::Settings(SettingsPage::Organisation)),
            ["settings", page] => SettingsPage::named(page).map(Self::Settings),
            ["imports"] => Some(Self::Imports),
            ["imports", id] => id.parse().ok().map(|id| Self::Import { id }),
            ["my-rounds"] => Some(Self::MyRounds),
            ["my-rounds", id] => id.parse().ok().map(|id| Self::MyRound { id }),
            ["my-rounds", round, "stops", id] => {
                round.parse().ok().zip(id.parse().ok()).map(|(round, id)| Self::MyStop { round, id })
            }
            #[cfg(debug_assertions)]
            ["gallery"] => Some(Self::Gallery),
            _ => None,
        };
        route.unwrap_or(Self::NotFound)
    }

    /// The address of the route.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::Invitation => "/invitation".to_owned(),
            Self::PasswordReset => "/password-reset".to_owned(),
            Self::Profile => "/profile".to_owned(),
            Self::Rounds { day: None } => "/rounds".to_owned(),
            Self::Rounds { day: Some(day) } => ["/days/", &day.to_string()].concat(),
            Self::Round { id } => ["/rounds/", &id.to_string()].concat(),
            Self::Delivery { id } => ["/deliveries/", &id.to_string()].concat(),
            Self::Recipients => "/recipients".to_owned(),
            Self::NewRecipient => "/recipients/new".to_owned(),
            Self::Recipient { id } => ["/recipients/", &id.to_string()].concat(),
            Self::EditRecipient { id } => ["/recipients/", &id.to_string(), "/edit"].concat(),
            Self::CompareRecipients { id, other } => {
                ["/recipients/", &id.to_string(), "/compare/", &other.to_string()].concat()
            }
            Self::Members => "/members".to_owned(),
            Self::CoOptation => "/co-optation".to_owned(),
            Self::FollowUps => "/follow-ups".to_owned(),
            Self::Settings(SettingsPage::Organisation) => "/settings".to_owned(),
            Self::Settings(page) => ["/settings/", page.name()].concat(),
            Self::Imports => "/imports".to_owned(),
            Self::Import { id } => ["/imports/", &id.to_string()].concat(),
            Self::MyRounds => "/my-rounds".to_owned(),
            Self::MyRound { id } => ["/my-rounds/", &id.to_string()].concat(),
            Self::MyStop { round, id } => ["/my-rounds/", &round.to_string(), "/stops/", &id.to_string()].concat(),
            #[cfg(debug_assertions)]
            Self::Gallery => "/gallery".to_owned(),
            Self::NotFound => "/not-found".to_owned(),
        }
    }

    /// The same for everyone, signed in or not.
    pub fn stands_alone(&self) -> bool {
        match self {
            Self::Invitation | Self::PasswordReset => true,
            #[cfg(debug_assertions)]
            Self::Gallery => true,
            _ => false,
        }
    }

    /// A page of the pocket brings its own frame, without the bar of the desk.
    pub fn is_pocket(&self) -> bool {
        self.stands_alone() || matches!(self, Self::MyRounds | Self::MyRound { .. } | Self::MyStop { .. })
    }
}

/// A page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsPage {
    Organisation,
    Depots,
    PackageKinds,
    TimeSlots,
    /// Programs that call the API.
    Programs,
    Audit,
}

impl SettingsPage {
    pub const ALL: [Self; 6] =
        [Self::Organisation, Self::Depots, Self::PackageKinds, Self::TimeSlots, Self::Programs, Self::Audit];

    const fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Depots => "depots",
            Self::PackageKinds => "package-kinds",
            Self::TimeSlots => "time-slots",
            Self::Programs => "programs",
            Self::Audit => "audit",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }

    /// Whether the page is for someone with these roles.
    pub fn is_for(self, roles: Roles) -> bool {
        match self {
            Self::Organisation | Self::Depots | Self::PackageKinds | Self::TimeSlots => {
                roles.may(Permission::PlanDeliveries)
            }
            Self::Programs => roles.may(Permission::ManageApiClients),
            Self::Audit => roles.may(Permission::ReadAudit),
        }
    }
}

/// A section of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Deliveries,
    FollowUps,
    Households,
    Volunteers,
    Imports,
    MyRound,
    Settings,
}

impl Section {
    pub const ALL: [Self; 7] = [
        Self::Deliveries,
        Self::FollowUps,
        Self::Households,
        Self::Volunteers,
        Self::Imports,
        Self::MyRound,
        Self::Settings,
    ];

    /// Those with a page behind them, in the order of the bar: a section comes in with its page.
    pub const OPEN: &'static [Self] = &[
        Self::Deliveries,
        Self::FollowUps,
        Self::Households,
        Self::Volunteers,
        Self::Imports,
        Self::MyRound,
        Self::Settings,
    ];

    /// Where it begins.
    pub fn route(self) -> Route {
        match self {
            Self::Deliveries => Route::Rounds { day: None },
            Self::FollowUps => Route::FollowUps,
            Self::Households => Route::Recipients,
            Self::Volunteers => Route::Members,
            Self::Imports => Route::Imports,
            Self::MyRound => Route::MyRounds,
            Self::Settings => Route::Settings(SettingsPage::Organisation),
        }
    }

    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Deliveries => shell::deliveries(lang),
            Self::FollowUps => shell::follow_ups(lang),
            Self::Households => shell::households(lang),
            Self::Volunteers => shell::volunteers(lang),
            Self::Imports => shell::imports(lang),
            Self::MyRound => shell::my_round(lang),
            Self::Settings => shell::settings(lang),
        }
    }

    /// Whether the section is for someone with these roles. Rounds of one's own are for those who carry them.
    pub fn is_for(self, roles: Roles) -> bool {
        match self {
            Self::Deliveries | Self::FollowUps => roles.may(Permission::ReadDeliveries),
            Self::Households => roles.may(Permission::ReadRecipients),
            Self::Volunteers => roles.may(Permission::ReadMembers),
            Self::Imports => roles.may(Permission::Import),
            Self::MyRound => roles.has(Role::Volunteer),
            Self::Settings => SettingsPage::Organisation.is_for(roles),
        }
    }

    /// The section a route belongs to.
    pub fn of(route: &Route) -> Option<Self> {
        match route {
            Route::Rounds { .. } | Route::Round { .. } | Route::Delivery { .. } => Some(Self::Deliveries),
            Route::Recipients
            | Route::NewRecipient
            | Route::Recipient { .. }
            | Route::EditRecipient { .. }
            | Route::CompareRecipients { .. } => Some(Self::Households),
            Route::FollowUps => Some(Self::FollowUps),
            Route::Members | Route::CoOptation => Some(Self::Volunteers),
            Route::Settings(_) => Some(Self::Settings),
            Route::Imports | Route::Import { .. } => Some(Self::Imports),
            Route::MyRounds | Route::MyRound { .. } | Route::MyStop { .. } => Some(Self::MyRound),
            _ => None,
        }
    }

    /// The sections of the bar for someone with these roles.
    pub fn open_to(roles: Roles) -> impl Iterator<Item = Self> {
        Self::OPEN.iter().copied().filter(move |section| section.is_for(roles))
    }

    /// Where someone with these roles begins.
    pub fn first_for(roles: Roles) -> Option<Self> {
        Self::open_to(roles).next()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const ID: &str = "0192f0c1-2b3c-7d4e-8f50-112233445566";

    /// An address of each kind of place.
    pub(crate) fn paths() -> impl Iterator<Item = String> {
        let plain = [
            "/",
            "/sign-in",
            "/invitation",
            "/password-reset",
            "/profile",
            "/rounds",
            "/days/2026-11-24",
            "/recipients",
            "/recipients/new",
            "/members",
            "/co-optation",
            "/follow-ups",
            "/settings",
            "/settings/depots",
            "/settings/package-kinds",
            "/settings/time-slots",
            "/settings/programs",
            "/settings/audit",
            "/imports",
            "/my-rounds",
        ];
        plain.into_iter().map(str::to_owned).chain([
            format!("/rounds/{ID}"),
            format!("/deliveries/{ID}"),
            format!("/recipients/{ID}"),
            format!("/recipients/{ID}/edit"),
            format!("/recipients/{ID}/compare/{ID}"),
            format!("/imports/{ID}"),
            format!("/my-rounds/{ID}"),
            format!("/my-rounds/{ID}/stops/{ID}"),
        ])
    }

    #[test]
    fn a_route_leads_back_to_itself() {
        for path in paths() {
            let route = Route::parse(&path);
            assert_ne!(route, Route::NotFound, "{path}");
            assert_eq!(route.path(), path);
        }
    }

    #[test]
    fn what_is_no_place_is_not_found() {
        for path in ["/nowhere", "/settings/nowhere", "/days/2026-02-30", "/rounds/12", "/recipients/x/y"] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }

    #[test]
    fn an_invitation_opens_for_anyone() {
        assert!(Route::parse("/invitation").stands_alone());
        assert!(!Route::parse("/rounds").stands_alone() && !Route::NotFound.stands_alone());
    }

    #[test]
    fn sections_follow_the_roles() {
        let of = |role| Section::ALL.into_iter().filter(|s| s.is_for(Roles::NONE.with(role))).collect::<Vec<_>>();
        assert_eq!(of(Role::Volunteer), [Section::MyRound]);
        assert!(of(Role::Dispatcher).contains(&Section::Deliveries));
        assert_eq!(Section::first_for(Roles::NONE), None);
        assert!(Section::open_to(Roles::NONE.with(Role::Admin)).all(|section| Section::OPEN.contains(&section)));
        for section in Section::ALL {
            assert_eq!(Section::of(&section.route()), Some(section));
        }
    }
}
