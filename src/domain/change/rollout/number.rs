//! Numbers as people write them, without the tables that the library's reader and writer of floating point carry into a page.

/// The most that is taken for a figure: beyond it, sums of squares lose their last digits.
const GREATEST: f64 = 1e15;

/// Digits that are read exactly.
const DIGITS: usize = 15;

/// Reads a plain decimal number: a sign, digits, and a point before further ones. With `has_comma`, a comma does as well.
pub fn read(text: &str, has_comma: bool) -> Option<f64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let is_point = |c: char| c == '.' || (has_comma && c == ',');
    let (whole, part) = digits.split_once(is_point).unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let (mut value, mut scale, mut count) = (0.0, 1.0, 0);
    for (place, byte) in whole.bytes().chain(part.bytes()).enumerate() {
        let is_part = place >= whole.len();
        if is_part && count >= DIGITS {
            break;
        }
        value = value * 10.0 + f64::from(byte - b'0');
        if value > 0.0 {
            count += 1;
        }
        if is_part {
            scale *= 10.0;
        }
    }
    // A zero has no sign here: nothing is to differ by it.
    Some(sign * value / scale + 0.0).filter(|value| value.abs() <= GREATEST)
}

/// A figure for people: three digits that matter, as many as it has before its point, nothing behind it that is nought.
pub fn print(value: f64) -> String {
    let size = value.abs();
    let mut places = 0;
    let mut scale = 1.0;
    while places < 9 && size > 0.0 && size * scale < 99.95 {
        places += 1;
        scale *= 10.0;
    }
    fixed(value, places)
}

/// A number with all the digits that [`read`] keeps.
pub fn exact(value: f64) -> String {
    let (mut places, mut scale) = (0, 1.0);
    while places < 22 && value.abs() * scale < 1e14 {
        places += 1;
        scale *= 10.0;
    }
    fixed(value, places)
}

/// A probability for people: three places, and no more than that it is smaller.
pub fn probability(value: f64) -> String {
    if value < 0.001 { "< 0.001".to_owned() } else { fixed(value, 3) }
}

/// With at most that many places.
fn fixed(value: f64, places: usize) -> String {
    let mut scale = 1.0;
    for _ in 0..places {
        scale *= 10.0;
    }
    let rounded = (value.abs() * scale).round();
    if rounded.is_nan() || rounded >= 1e18 {
        return "a number beyond measure".to_owned();
    }
    let mut digits = (rounded as u64).to_string();
    if digits.len() <= places {
        digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
    }
    if places > 0 {
        digits.insert(digits.len() - places, '.');
        digits.truncate(digits.trim_end_matches('0').trim_end_matches('.').len());
    }
    if value < 0.0 && digits != "0" {
        digits.insert(0, '-');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        for (text, value) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("12", 12.0),
            ("12.5", 12.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("+0.001", 0.001),
            ("-3.25", -3.25),
            ("0.1", 0.1),
            ("1234567.891", 1_234_567.891),
            ("0.333333333333333333333333", 1.0 / 3.0),
        ] {
            let read = read(text, false).expect(text);
            assert!((read - value).abs() <= 1e-15 * value.abs(), "{text}: {read}");
            assert!(read != 0.0 || read.is_sign_positive(), "{text}");
        }
        assert_eq!((read("12,5", true), read("12,5", false)), (Some(12.5), None));
    }

    #[test]
    fn what_is_no_plain_number_is_none() {
        for text in
            ["", "-", ".", "NaN", "inf", "1e5", "1.2.3", "1,2,3", "12ms", "5%", "٣", "--1", "1000000000000000000", "é"]
        {
            assert_eq!(read(text, true), None, "{text}");
        }
    }

    #[test]
    fn a_figure_has_three_digits_that_matter() {
        for (value, text) in [
            (0.0, "0"),
            (12.0, "12"),
            (12.345, "12.3"),
            (0.012_34, "0.0123"),
            (1234.5, "1235"),
            (-0.5, "-0.5"),
            (99.96, "100"),
            (0.999_9, "1"),
            (-1e-12, "0"),
            (f64::INFINITY, "a number beyond measure"),
        ] {
            assert_eq!(print(value), text, "{value}");
        }
        assert_eq!([0.0004, 0.001, 0.0321, 1.0].map(probability), ["< 0.001", "0.001", "0.032", "1"]);
    }
}
