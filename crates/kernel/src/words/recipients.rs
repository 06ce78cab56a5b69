//! Households.

words! {
    #[derive(Default)]
    pub enum RecipientStatus {
        /// Registered, not yet served.
        Pending = "pending",
        #[default]
        Active = "active",
        /// Resumes by itself the day after the pause ends.
        Paused = "paused",
        Stopped = "stopped",
        Deceased = "deceased",
    }

    /// In which order households are listed.
    pub enum RecipientSort {
        /// Of their names, as a telephone book has them.
        Name = "name",
    }

    #[derive(Default)]
    pub enum DeliveryType {
        #[default]
        Ongoing = "ongoing",
        Episodic = "episodic",
    }

    /// What to pack, never why (security PR-1). A closed list: imports warn about other words, nothing adds one.
    pub enum Diet {
        NoPork = "no_pork",
        NoMeat = "no_meat",
        NoFish = "no_fish",
        Vegan = "vegan",
        Halal = "halal",
        Kosher = "kosher",
        NoGluten = "no_gluten",
        NoLactose = "no_lactose",
        NoSugar = "no_sugar",
        NoSalt = "no_salt",
        SoftFood = "soft_food",
        NoCooking = "no_cooking",
        BabyFood = "baby_food",
    }

    /// By whose word a diet is kept.
    pub enum DietBasisKind {
        /// The household agreed to it.
        Consent = "consent",
        /// The household asked for it.
        Request = "request",
    }

    /// The fourteen allergens of the European labelling rule (Regulation 1169/2011, annex II).
    pub enum Allergen {
        Gluten = "gluten",
        Crustaceans = "crustaceans",
        Eggs = "eggs",
        Fish = "fish",
        Peanuts = "peanuts",
        Soy = "soy",
        Milk = "milk",
        Nuts = "nuts",
        Celery = "celery",
        Mustard = "mustard",
        Sesame = "sesame",
        Sulphites = "sulphites",
        Lupin = "lupin",
        Molluscs = "molluscs",
    }
}

words! {
    /// Why a household is erased. A closed list: words about it would outlive it in the audit.
    pub enum ErasureReason {
        /// The household asked for it.
        Asked = "asked",
        /// It needs nothing any more, and was kept long enough.
        Over = "over",
        /// It should never have been registered.
        Mistake = "mistake",
    }
}

words! {
    pub enum DuplicateReason {
        SamePhone = "same_phone",
        SameAddress = "same_address",
        SameName = "same_name",
    }
}
