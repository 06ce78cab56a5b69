//! Passwords that everybody would try first (AU-2): long ones are no better when they are made of known words.

use cabas_kernel::fold;

/// What guessed passwords are made of, folded: words, names of keys in a row, our own name. Runs of neighbours
/// ("abcdef", "7654321") and repetitions are found without a list.
const KNOWN: &str = "\
    123soleil admin administrateur administrator amour anniversaire asdf asdfgh asdfghjkl association \
    azerty azertyuiop baseball benevole bienvenue bonjour cabas changeme changemoi cheval chocolat \
    chouchou connexion correcthorsebatterystaple coucou default doudou dragon espoir football france \
    freedom hello iloveyou jesus jetaime juillet letmein liberte login louloute loulou maison marseille \
    master mdp michael monkey monmotdepasse motdepasse mypassword naruto nicolas ninja ouvretoi paris \
    pass passe passphrase password phrasedepasse pokemon princess princesse qsdf qsdfghjklm qwer qwerty \
    qwertyuiop qwertz qwertzuiop root secret sesame shadow soleil starwars sunshine superman test \
    trustno1 user utilisateur volunteer welcome wxcvbn zxcvbn zxcvbnm";

/// Characters that must be left once everything known is taken out.
const LEAST: usize = 8;

/// Says whether a password is one of the first that somebody would try: known words, a run of keys, a repetition, the
/// person's own words (their name, their address, their organisation's name), or one that was found elsewhere.
/// `is_found` is asked about folded texts without blanks; its list is long, and the server's alone.
pub fn is_common_password(password: &str, own: &[&str], is_found: impl Fn(&str) -> bool) -> bool {
    let text: String = fold(password).split_whitespace().collect();
    let own = own.iter().flat_map(|words| fold(words).split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let known: Vec<String> =
        KNOWN.split(' ').map(str::to_owned).chain(own.filter(|word| word.chars().count() > 2)).collect();
    let text = repeated(&text);
    // A few digits around a found password are the next to be tried.
    let bare = text.trim_matches(|c: char| !c.is_alphabetic());
    let dressed = text.len().saturating_sub(bare.len()) < LEAST && is_found(bare);
    left_over(text, &known) < LEAST || dressed || is_found(text)
}

/// What a text repeats: "tototo" repeats "to". A text without repetition is its own.
fn repeated(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, _)| at).skip(1).filter(|end| end * 2 <= text.len());
    let mut heads = ends.filter_map(|end| Some((text.get(..end)?, text.get(end..)?)));
    // The last turn may be cut short.
    heads.find(|(_, tail)| text.starts_with(tail)).map_or(text, |(head, _)| head)
}

/// Counts the characters that belong to no known word and do not merely follow the one before.
fn left_over(text: &str, known: &[String]) -> usize {
    let (mut rest, mut left, mut before) = (text, 0, None);
    while let Some(first) = rest.chars().next() {
        let longest = known.iter().filter_map(|word| rest.strip_prefix(word.as_str())).min_by_key(|tail| tail.len());
        if let Some(tail) = longest {
            (rest, before) = (tail, None);
            continue;
        }
        if !before.is_some_and(|before| is_neighbour(before, first)) {
            left += 1;
        }
        before = Some(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    left
}

fn is_neighbour(one: char, other: char) -> bool {
    u32::from(one).abs_diff(u32::from(other)) <= 1 || matches!((one, other), ('9', '0') | ('0', '9'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["Inès Benali", "ines.benali@exemple.fr", "Les Halles solidaires"];

    #[test]
    fn known_words_runs_and_repetitions_are_refused_however_long() {
        for password in [
            "motdepassemotdepasse",
            "Mot De Passe 2026 !",
            "AzertyUiop123456",
            "123456789012345",
            "abcdefghijklmnopqrst",
            "aaaaaaaaaaaaaaaaaaaa",
            "totototototototo",
            "bleu!bleu!bleu!bleu!",
            "correct horse battery staple",
            "................",
        ] {
            assert!(is_common_password(password, &[], |_| false), "{password}");
        }
    }

    #[test]
    fn one_s_own_name_address_and_organisation_are_no_secret() {
        for password in ["ines benali exemple", "Halles Solidaires 2026", "cabas-ines-benali-75", "benaliines12345"] {
            assert!(is_common_password(password, OWN, |_| false), "{password}");
            let longer = format!("{password} velours lanterne");
            assert!(!is_common_password(&longer, OWN, |_| false), "{password}");
        }
    }

    #[test]
    fn what_was_found_elsewhere_is_refused_with_digits_around_it_and_said_twice() {
        let is_common = |password| is_common_password(password, &[], |text| text == "tournesols");
        for password in
            ["Tournesols", "tournesols 2026 !", "1 tournesols 1", "tournesolstournesols", "Tournesols1tournesols1"]
        {
            assert!(is_common(password), "{password}");
        }
        for password in ["tournesols 48159263", "les tournesols de mamie"] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn a_phrase_is_accepted() {
        for password in
            ["quatre paniers devant la porte", "une phrase assez longue", "xK4!vq9&Zr2mWp7", "Ça va bien à vélo"]
        {
            assert!(!is_common_password(password, OWN, |_| false), "{password}");
        }
    }
}
