//! Labels, as people write them in one field.

use cabas_kernel::fold;

/// « Mardi, centre ville » as the API takes it: `mardi`, `centre-ville`, each once.
pub(crate) fn slugs(text: &str) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for slug in text.split(',').map(|label| fold(label).replace(' ', "-")).filter(|slug| !slug.is_empty()) {
        if !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    slugs
}
