//! How sure we are of a position, how precise it is, and what is doubtful about it.

words! {
    /// How sure we are of a position.
    #[derive(Default)]
    pub enum GeoState {
        Located = "located",
        Approximate = "approximate",
        /// A well-formed address that waits for someone to put it on the map (decisions 14).
        #[default]
        ToConfirm = "to_confirm",
        NotFound = "not_found",
    }

    /// How precisely a place is known, the most precise first.
    pub enum PlaceLevel {
        /// The door.
        House = "house",
        /// Between the doors of its street that are known.
        Interpolated = "interpolated",
        /// Where two streets meet.
        Corner = "corner",
        /// A building, a school, a hamlet with a name.
        Place = "place",
        /// The street, no more.
        Street = "street",
        /// The town, no more.
        Town = "town",
    }

    /// Why a place that was found is less than sure, or less precise than what was asked for.
    pub enum PlaceDoubt {
        /// No number was written.
        NumberMissing = "number_missing",
        /// The number is not known in this street.
        NumberUnknown = "number_unknown",
        /// The number lies between others that are known.
        NumberBetween = "number_between",
        /// The name was written otherwise.
        NameDiffers = "name_differs",
        /// The street is in another town than was written.
        TownDiffers = "town_differs",
        /// The town has another postcode.
        PostcodeDiffers = "postcode_differs",
        /// Neither town nor postcode was written.
        TownMissing = "town_missing",
        /// Other streets fit as well.
        SeveralAlike = "several_alike",
    }
}
