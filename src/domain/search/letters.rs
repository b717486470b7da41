//! Letters that count as the same, folded into one form.

/// Stands between the fields of a document. In texts themselves it is a blank.
pub(super) const SEPARATOR: char = '\u{1f}';

/// What the separator folds to. No query holds it, because in queries as in texts a line end is a blank.
pub(super) const FOLDED_SEPARATOR: char = '\n';

/// The letters without their diacritics from U+00C0 and from U+1E00 on; `_` stays as it is in lower case, digits stand for
/// [`PAIRS`].
const LATIN: &str = "aaaaaa1ceeeeiiii_nooooo_ouuuuy_3aaaaaa1ceeeeiiii_nooooo_ouuuuy_yaaaaaaccccccccddddeeeeeeeeeegggg\
    gggghhhhiiiiiiiiii44jjkkkllllllllllnnnnnnn__oooooo22rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs\
    b_______________________________oo_____________uu___________________555666777aaiioouuuuuuuuuu_aa\
    aa11__ggkkoooo__j555gg__nnaa11ooaaaaeeeeiiiioooorrrruuuusstt__hh______aaeeooooooooyy____________\
    ___b____________";
const LATIN_FROM: u32 = 0xc0;
const LATIN_MORE: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr\
    ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy_s__3_aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
    eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy______";
const LATIN_MORE_FROM: u32 = 0x1e00;

/// What the digits in the tables stand for, from 1 on.
const PAIRS: [&str; 7] = ["ae", "oe", "ss", "ij", "dz", "lj", "nj"];

/// The text in the form in which texts and queries are compared.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let in_text = |c: char| if c == SEPARATOR { ' ' } else { c };
    let mut letters = Letters::default();
    for c in text.chars() {
        letters.fold(in_text(c), &mut |c| folded.push(c));
    }
    folded
}

/// Folds a text letter by letter; several blanks are one.
#[derive(Default)]
pub(super) struct Letters {
    is_after_blank: bool,
}

impl Letters {
    /// Hands over what the letter folds to, which may be several letters or nothing.
    pub(super) fn fold(&mut self, c: char, emit: &mut impl FnMut(char)) {
        if c == SEPARATOR {
            self.is_after_blank = false;
            return emit(FOLDED_SEPARATOR);
        }
        if c.is_whitespace() {
            if !std::mem::replace(&mut self.is_after_blank, true) {
                emit(' ');
            }
            return;
        }
        if c.is_ascii() {
            self.is_after_blank = false;
            return emit(c.to_ascii_lowercase());
        }
        if is_silent(c) {
            return;
        }
        self.is_after_blank = false;
        if !emit_base(c, emit) {
            for lower in c.to_lowercase().filter(|lower| !is_silent(*lower)) {
                // The ångström is a letter of its own whose lower case is not.
                if !emit_base(lower, emit) {
                    emit(without_accent(lower));
                }
            }
        }
    }
}

/// Hands over what a Latin letter is without its diacritics. False for all others.
fn emit_base(c: char, emit: &mut impl FnMut(char)) -> bool {
    let code = c as u32;
    let entry = |table: &str, from: u32| table.as_bytes().get(code.wrapping_sub(from) as usize).copied();
    match entry(LATIN, LATIN_FROM).or_else(|| entry(LATIN_MORE, LATIN_MORE_FROM)) {
        None | Some(b'_') => return false,
        Some(digit @ b'1'..=b'7') => PAIRS[usize::from(digit - b'1')].chars().for_each(emit),
        Some(letter) => emit(char::from(letter)),
    }
    true
}

/// Greek and Cyrillic letters without what stands above them; a last sigma is one like the others.
fn without_accent(c: char) -> char {
    match c {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ΐ' | 'ί' | 'ϊ' => 'ι',
        'ό' => 'ο',
        'ΰ' | 'ϋ' | 'ύ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ѐ' | 'ё' | 'ӗ' => 'е',
        'ѓ' => 'г',
        'ї' => 'і',
        'ќ' => 'к',
        'й' | 'ѝ' | 'ӣ' | 'ӥ' => 'и',
        'ў' | 'ӯ' | 'ӱ' | 'ӳ' => 'у',
        'ӂ' | 'ӝ' => 'ж',
        'ӑ' | 'ӓ' => 'а',
        'ӟ' => 'з',
        'ӧ' => 'о',
        'ӭ' => 'э',
        'ӵ' => 'ч',
        'ӹ' => 'ы',
        other => other,
    }
}

/// Marks that change a letter or the line and are none themselves.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_the_same_folds_to_the_same() {
        for (one, other) in [
            ("Checkout LATENCY", "checkout latency"),
            ("Über", "uber"),
            ("U\u{308}ber", "Über"),
            ("İstanbul ısı", "istanbul isi"),
            ("STRASSE Straße STRAẞE", "strasse strasse strasse"),
            ("Ærø œuvre Ĳssel ǅ", "aero oeuvre ijssel dz"),
            ("Łódź Đà Nẵng ħ", "lodz da nang h"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("Ἀθήνα", "ἀθηνα"),
            ("Ёлка Йод и\u{306}", "елка иод й"),
            ("a\u{ad}b \u{200f}שלום\u{200e}", "ab שלום"),
            ("❤\u{fe0f}", "❤"),
            ("one\r\n\t two\u{a0}three", "one two three"),
            ("one\u{1f}two", "one two"),
            ("ÑANDÚ þ ð ŋ", "nandu Þ Ð Ŋ"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
        assert_eq!(fold("\u{301}\u{feff}"), "");
        assert_ne!(fold("e"), fold("a"));
    }

    #[test]
    fn the_tables_are_as_long_as_the_alphabets_they_stand_for() {
        assert_eq!((LATIN.len(), LATIN_MORE.len()), (0x24f - 0xc0 + 1, 0x1eff - 0x1e00 + 1));
        for c in (0xc0..0x24f).chain(0x1e00..0x1eff).filter_map(char::from_u32) {
            let lower: String = c.to_lowercase().collect();
            assert_eq!(fold(&c.to_string()), fold(&lower), "{c}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }
}
