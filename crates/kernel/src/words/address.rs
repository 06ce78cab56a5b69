//! How sure we are of a position.

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
}
