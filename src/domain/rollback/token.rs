//! From text to tokens: every byte belongs to exactly one, so nothing that was written is lost, and what is inert (a literal, a
//! comment) is told from what runs.

use super::dialect::{Dialect, Server};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// White space, and the byte-order mark.
    Space,
    /// A comment, and one for newer servers than the target.
    Comment,
    /// The opening or closing of a comment whose inside runs.
    Executable,
    /// A name or a keyword.
    Word,
    /// A quoted name.
    Quoted,
    /// A name quoted as the other dialect does it.
    Foreign,
    /// A literal in quotes.
    Text,
    /// A number.
    Number,
    /// A parameter, or a variable of the session.
    Parameter,
    /// Anything made of operator signs.
    Operator,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `;` inside a body, where another delimiter is in force.
    Semicolon,
    /// The end of a statement.
    Delimiter,
    /// A line for the client and not for the server.
    Directive,
    /// The rows after `COPY … FROM STDIN`.
    Rows,
    /// A quote or a comment that is never closed: the rest of the text.
    Unterminated,
    /// A sign that belongs nowhere.
    Stray,
}

impl TokenKind {
    /// Whether a server passes it over.
    pub const fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::Comment | Self::Executable)
    }
}

/// A token: what it is and where it stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl Token {
    /// What was written.
    pub fn text(self, script: &str) -> &str {
        script.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Every token of a script, in order and without a gap.
pub fn tokens(script: &str, server: Server) -> Vec<Token> {
    Lexer::new(script, server).collect()
}

/// How far a `COPY … FROM STDIN` has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copying {
    No,
    Begun,
    FromInput,
    RowsFollow,
}

/// Reads one token after the other.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    script: &'a str,
    bytes: &'a [u8],
    at: usize,
    server: Server,
    /// What ends a statement, when it is not a semicolon.
    delimiter: &'a str,
    /// Whether nothing of a statement has been read yet.
    is_fresh: bool,
    /// Whether the statement sets something: its text may change how quotes are read.
    setting_from: Option<usize>,
    in_executable: bool,
    quotes_names_doubly: bool,
    escapes: bool,
    copying: Copying,
}

const BOM: &str = "\u{feff}";

impl<'a> Lexer<'a> {
    /// Begins at the script's beginning.
    pub fn new(script: &'a str, server: Server) -> Self {
        let is_mysql = server.dialect == Dialect::Mysql;
        Self {
            script,
            bytes: script.as_bytes(),
            at: 0,
            server,
            delimiter: ";",
            is_fresh: true,
            setting_from: None,
            in_executable: false,
            quotes_names_doubly: !is_mysql,
            escapes: is_mysql,
            copying: Copying::No,
        }
    }

    /// Reads double quotes as quotes of names, as with ANSI_QUOTES.
    #[must_use]
    pub fn with_ansi_quotes(mut self, ansi_quotes: bool) -> Self {
        self.quotes_names_doubly |= ansi_quotes;
        self
    }

    fn byte(&self, offset: usize) -> u8 {
        self.bytes.get(self.at + offset).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn is_mysql(&self) -> bool {
        self.server.dialect == Dialect::Mysql
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |found| from + found)
    }

    fn is_at_line_start(&self) -> bool {
        let before = self.bytes.get(..self.at).unwrap_or_default();
        before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
    }

    /// What stands here, and where it ends.
    fn read(&mut self) -> (TokenKind, usize) {
        let from = self.at;
        let first = self.byte(0);
        if self.copying == Copying::RowsFollow {
            self.copying = Copying::No;
            if let Some(end) = self.rows_end() {
                return (TokenKind::Rows, end);
            }
        }
        if first.is_ascii_whitespace() || first == 0x0b {
            let len = self.rest().iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0x0b).count();
            return (TokenKind::Space, from + len);
        }
        if from == 0 && self.script.starts_with(BOM) {
            return (TokenKind::Space, BOM.len());
        }
        if self.is_mysql()
            && self.delimiter != ";"
            && self.script.get(from..).is_some_and(|rest| rest.starts_with(self.delimiter))
        {
            return (TokenKind::Delimiter, from + self.delimiter.len());
        }
        match first {
            b'-' if self.byte(1) == b'-' && (!self.is_mysql() || self.byte(2) <= b' ') => {
                (TokenKind::Comment, self.line_end(from))
            }
            b'#' if self.is_mysql() => (TokenKind::Comment, self.line_end(from)),
            b'/' if self.byte(1) == b'*' => self.comment(),
            b'*' if self.in_executable && self.byte(1) == b'/' => {
                self.in_executable = false;
                (TokenKind::Executable, from + 2)
            }
            b'\'' => self.quote(from, b'\'', self.escapes, TokenKind::Text),
            b'"' if self.quotes_names_doubly => self.quote(from, b'"', false, TokenKind::Quoted),
            b'"' => self.quote(from, b'"', self.escapes, TokenKind::Text),
            b'`' if self.is_mysql() => self.quote(from, b'`', false, TokenKind::Quoted),
            b'`' => match memchr::memchr2(b'`', b'\n', self.bytes.get(from + 1..).unwrap_or_default()) {
                Some(found) if self.bytes.get(from + 1 + found) == Some(&b'`') => {
                    (TokenKind::Foreign, from + found + 2)
                }
                _ => (TokenKind::Stray, from + 1),
            },
            b'$' if !self.is_mysql() => self.dollar(),
            b'?' if self.is_mysql() => (TokenKind::Parameter, from + 1),
            b'@' if self.is_mysql() => self.variable(),
            b'\\' => self.backslash(),
            b'0'..=b'9' => self.number(),
            b'.' if self.byte(1).is_ascii_digit() && !self.follows_a_name() => self.number(),
            b'.' => (TokenKind::Dot, from + 1),
            b'(' | b'[' => (TokenKind::Open, from + 1),
            b')' | b']' => (TokenKind::Close, from + 1),
            b',' => (TokenKind::Comma, from + 1),
            b';' if self.delimiter == ";" => (TokenKind::Delimiter, from + 1),
            b';' => (TokenKind::Semicolon, from + 1),
            _ if is_word(first) => self.word(),
            _ if is_operator(first) => self.operator(),
            _ => (TokenKind::Stray, from + 1),
        }
    }

    fn follows_a_name(&self) -> bool {
        self.at > 0 && self.bytes.get(self.at - 1).is_some_and(|byte| is_word(*byte) || matches!(byte, b'"' | b'`'))
    }

    fn comment(&mut self) -> (TokenKind, usize) {
        let from = self.at;
        if self.is_mysql() && self.byte(2) == b'!' {
            let digits = self.rest().iter().skip(3).take(6).take_while(|byte| byte.is_ascii_digit()).count();
            let digits = if digits >= 5 { digits } else { 0 };
            let number = self.script.get(from + 3..from + 3 + digits).and_then(|text| text.parse::<u32>().ok());
            if number.unwrap_or(0) <= self.server.version.digits() {
                self.in_executable = true;
                return (TokenKind::Executable, from + 3 + digits);
            }
        }
        // PostgreSQL's nest; MySQL's do not, but one that is for newer servers may hold one more.
        let nests = !self.is_mysql() || self.byte(2) == b'!';
        let limit = if self.is_mysql() { 2 } else { usize::MAX };
        let mut depth = 1_usize;
        let mut at = from + 2;
        while let Some(found) = memchr::memchr2(b'*', b'/', self.bytes.get(at..).unwrap_or_default()) {
            at += found;
            match (self.bytes.get(at), self.bytes.get(at + 1)) {
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return (TokenKind::Comment, at);
                    }
                }
                (Some(b'/'), Some(b'*')) if nests && depth < limit => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        (TokenKind::Unterminated, self.bytes.len())
    }

    /// From the opening quote at `open` to the closing one.
    fn quote(&self, open: usize, sign: u8, escapes: bool, kind: TokenKind) -> (TokenKind, usize) {
        let mut at = open + 1;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let found = if escapes { memchr::memchr2(sign, b'\\', rest) } else { memchr::memchr(sign, rest) };
            let Some(found) = found else { return (TokenKind::Unterminated, self.bytes.len()) };
            at += found;
            let is_escape = escapes && self.bytes.get(at) == Some(&b'\\');
            if is_escape || self.bytes.get(at + 1) == Some(&sign) {
                at += 2;
            } else {
                return (kind, at + 1);
            }
        }
    }

    fn dollar(&self) -> (TokenKind, usize) {
        let from = self.at;
        let tag = self.rest().iter().skip(1).take_while(|byte| is_word(**byte) && **byte != b'$').count();
        let starts_well = tag == 0 || !self.byte(1).is_ascii_digit();
        if starts_well && self.byte(1 + tag) == b'$' {
            let body = from + tag + 2;
            let mark = self.bytes.get(from..body).unwrap_or_default();
            return match memchr::memmem::find(self.bytes.get(body..).unwrap_or_default(), mark) {
                Some(found) => (TokenKind::Text, body + found + mark.len()),
                None => (TokenKind::Unterminated, self.bytes.len()),
            };
        }
        let digits = self.rest().iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 { (TokenKind::Parameter, from + 1 + digits) } else { (TokenKind::Stray, from + 1) }
    }

    fn variable(&self) -> (TokenKind, usize) {
        let from = self.at;
        let signs = if self.byte(1) == b'@' { 2 } else { 1 };
        match self.byte(signs) {
            sign @ (b'\'' | b'"' | b'`') => self.quote(from + signs, sign, sign != b'`', TokenKind::Parameter),
            _ => {
                let name = self.rest().iter().skip(signs).take_while(|byte| is_word(**byte) || **byte == b'.').count();
                (TokenKind::Parameter, from + signs + name)
            }
        }
    }

    fn backslash(&self) -> (TokenKind, usize) {
        let from = self.at;
        if self.is_mysql() && matches!(self.byte(1), b'g' | b'G') && !is_word(self.byte(2)) {
            return (TokenKind::Delimiter, from + 2);
        }
        let end = self.line_end(from);
        let end = if end > from && self.bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
        (TokenKind::Directive, end.max(from + 1))
    }

    fn number(&self) -> (TokenKind, usize) {
        let from = self.at;
        let mut at = from;
        let mut is_word_like = false;
        while let Some(byte) = self.bytes.get(at).copied() {
            let is_sign = matches!(byte, b'+' | b'-')
                && matches!(self.bytes.get(at - 1), Some(b'e' | b'E'))
                && self.bytes.get(from..at - 1).is_some_and(|mantissa| {
                    !mantissa.is_empty() && mantissa.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
                })
                && self.bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 || byte == b'$' {
                is_word_like = true;
            } else if !(byte.is_ascii_digit() || is_sign || (byte == b'.' && !is_word_like)) {
                break;
            }
            at += 1;
        }
        let text = self.bytes.get(from..at).unwrap_or_default();
        let is_name = self.is_mysql()
            && is_word_like
            && !text.starts_with(b"0x")
            && !text.starts_with(b"0b")
            && !text.contains(&b'.')
            && !text.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'e' | b'E' | b'+' | b'-'));
        (if is_name { TokenKind::Word } else { TokenKind::Number }, at.max(from + 1))
    }

    fn word(&mut self) -> (TokenKind, usize) {
        let from = self.at;
        let mut len = self.rest().iter().take_while(|byte| is_word(**byte)).count();
        if self.delimiter != ";"
            && let Some(found) = self.script.get(from..from + len).and_then(|word| word.find(self.delimiter))
        {
            len = found.max(1);
        }
        let end = from + len;
        let next = self.bytes.get(end).copied().unwrap_or(0);
        let word = self.bytes.get(from..end).unwrap_or_default();
        if next == b'\'' && len == 1 {
            match word.first().map(u8::to_ascii_lowercase) {
                Some(b'e') if !self.is_mysql() => return self.quote(end, b'\'', true, TokenKind::Text),
                Some(b'b' | b'x' | b'n') => return self.quote(end, b'\'', self.escapes, TokenKind::Text),
                _ => {}
            }
        }
        if !self.is_mysql() && next == b'&' && word.eq_ignore_ascii_case(b"u") {
            match self.bytes.get(end + 1) {
                Some(b'\'') => return self.quote(end + 1, b'\'', false, TokenKind::Text),
                Some(b'"') => return self.quote(end + 1, b'"', false, TokenKind::Quoted),
                _ => {}
            }
        }
        if self.is_fresh && self.is_at_line_start() {
            let line_end = self.line_end(from);
            let rest = self.script.get(end..line_end).unwrap_or_default();
            if word.eq_ignore_ascii_case(b"go") && rest.trim().is_empty() {
                return (TokenKind::Directive, end);
            }
            if self.is_mysql() && word.eq_ignore_ascii_case(b"delimiter") {
                if let Some(delimiter) = rest.split_ascii_whitespace().next() {
                    self.delimiter = delimiter;
                }
                return (
                    TokenKind::Directive,
                    from + self.script.get(from..line_end).map_or(len, |line| line.trim_end().len()),
                );
            }
            if self.is_mysql() && word.eq_ignore_ascii_case(b"use") {
                // The client takes it with its line, and a delimiter only if one is written.
                let name = rest.find(['#', ';', '/']).map_or(rest, |at| rest.get(..at).unwrap_or_default());
                let is_ended = rest.get(name.len()..).is_some_and(|after| after.starts_with(';'));
                let name = name.trim_end();
                let is_alone = !is_ended && !name.trim().is_empty() && !name.trim().contains([' ', '\t']);
                if is_alone && rest.starts_with([' ', '\t']) {
                    return (TokenKind::Directive, end + name.len());
                }
            }
            if self.is_mysql() && word.eq_ignore_ascii_case(b"source") && next == b' ' {
                return (
                    TokenKind::Directive,
                    from + self.script.get(from..line_end).map_or(len, |line| line.trim_end().len()),
                );
            }
        }
        if self.is_fresh {
            if !self.is_mysql() && word.eq_ignore_ascii_case(b"copy") {
                self.copying = Copying::Begun;
            } else if self.is_mysql() && word.eq_ignore_ascii_case(b"set") {
                self.setting_from = Some(from);
            }
        } else if self.copying == Copying::Begun && word.eq_ignore_ascii_case(b"stdin") {
            self.copying = Copying::FromInput;
        }
        (TokenKind::Word, end)
    }

    fn operator(&self) -> (TokenKind, usize) {
        let from = self.at;
        let rest = self.rest();
        if matches!(rest, [b':', b':' | b'=', ..]) {
            return (TokenKind::Operator, from + 2);
        }
        if rest.first() == Some(&b':') {
            return (TokenKind::Operator, from + 1);
        }
        let mut len = 1;
        while let Some(byte) = rest.get(len).copied() {
            let ends = matches!((byte, rest.get(len + 1)), (b'-', Some(b'-')) | (b'/', Some(b'*')))
                || (self.in_executable && byte == b'*' && rest.get(len + 1) == Some(&b'/'))
                || (self.is_mysql() && matches!(byte, b'@' | b'#' | b'?'))
                || byte == b':'
                || !is_operator(byte);
            if ends {
                break;
            }
            len += 1;
        }
        // `= -1` written as `=-1`: a sign belongs to the number, as both servers read it.
        if len > 1
            && matches!(rest.get(len - 1), Some(b'-' | b'+'))
            && !rest.iter().take(len).any(|b| b"~!@#%^&|`?".contains(b))
        {
            len -= 1;
        }
        (TokenKind::Operator, from + len)
    }

    /// Where the rows end that follow a `COPY … FROM STDIN;`.
    fn rows_end(&self) -> Option<usize> {
        let rest = self.script.get(self.at..)?;
        let first_line = rest.find('\n')?;
        if !rest.get(..first_line)?.trim().is_empty() {
            return None;
        }
        let mut at = self.at + first_line + 1;
        while at < self.bytes.len() {
            let end = self.line_end(at);
            let line = self.script.get(at..end)?;
            if line.trim_end_matches('\r') == "\\." {
                return Some(end);
            }
            at = end + 1;
        }
        Some(self.bytes.len())
    }

    /// What is to be remembered for what follows.
    fn note(&mut self, kind: TokenKind, end: usize) {
        match kind {
            TokenKind::Delimiter => {
                self.is_fresh = true;
                self.copying = if self.copying == Copying::FromInput { Copying::RowsFollow } else { Copying::No };
                if let Some(from) = self.setting_from.take() {
                    self.heed_setting(from, end);
                }
            }
            TokenKind::Directive | TokenKind::Rows => self.is_fresh = true,
            kind if !kind.is_trivia() => self.is_fresh = false,
            _ => {}
        }
    }

    /// A `SET sql_mode = …` changes what quotes and backslashes mean.
    fn heed_setting(&mut self, from: usize, end: usize) {
        let text = self.script.get(from..end).unwrap_or_default().to_ascii_lowercase();
        if text.contains("sql_mode") {
            self.quotes_names_doubly = text.contains("ansi");
            self.escapes = !text.contains("no_backslash_escapes");
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let (kind, end) = self.read();
        // An escape may point past the end, and a step of one byte into a character.
        let mut end = end.clamp(start + 1, self.bytes.len());
        while !self.script.is_char_boundary(end) {
            end += 1;
        }
        self.at = end;
        self.note(kind, end);
        Some(Token { kind, start: start as u32, end: end as u32 })
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

const fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'<'
            | b'>'
            | b'='
            | b'~'
            | b'!'
            | b'@'
            | b'#'
            | b'%'
            | b'^'
            | b'&'
            | b'|'
            | b'?'
            | b':'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str, dialect: Dialect) -> Vec<(TokenKind, &str)> {
        let read = tokens(script, Server::usual(dialect));
        read.into_iter().filter(|token| !token.kind.is_trivia()).map(|token| (token.kind, token.text(script))).collect()
    }

    fn postgresql(script: &str) -> Vec<(TokenKind, &str)> {
        said(script, Dialect::Postgresql)
    }

    fn mysql(script: &str) -> Vec<(TokenKind, &str)> {
        said(script, Dialect::Mysql)
    }

    #[test]
    fn quotes_of_postgresql_hold_what_they_hold() {
        use TokenKind::{Delimiter, Quoted, Text, Word};
        assert_eq!(postgresql("$f$ a; $$ b $f$;"), [(Text, "$f$ a; $$ b $f$"), (Delimiter, ";")]);
        assert_eq!(postgresql("$$;$$"), [(Text, "$$;$$")]);
        assert_eq!(postgresql(r"'a\';x"), [(Text, r"'a\'"), (Delimiter, ";"), (Word, "x")]);
        assert_eq!(postgresql(r"E'a\';x'"), [(Text, r"E'a\';x'")]);
        assert_eq!(
            postgresql(r#"U&"d;" U&';' "a"";b""#),
            [(Quoted, r#"U&"d;""#), (Text, "U&';'"), (Quoted, r#""a"";b""#)]
        );
        assert_eq!(postgresql("a$b$c"), [(Word, "a$b$c")]);
        assert_eq!(postgresql("/* a /* b; */ c */ x"), [(Word, "x")]);
        assert_eq!(postgresql("$1::int"), [(TokenKind::Parameter, "$1"), (TokenKind::Operator, "::"), (Word, "int")]);
        assert_eq!(postgresql("\\i other.sql\nSELECT"), [(TokenKind::Directive, "\\i other.sql"), (Word, "SELECT")]);
        assert_eq!(postgresql("`a`")[0].0, TokenKind::Foreign);
    }

    #[test]
    fn quotes_and_comments_of_mysql_are_its_own() {
        use TokenKind::{Delimiter, Quoted, Text, Word};
        assert_eq!(mysql(r#"'a\';' "b" `c;`"#), [(Text, r"'a\';'"), (Text, r#""b""#), (Quoted, "`c;`")]);
        assert_eq!(mysql("# x;\ny -- z;\n"), [(Word, "y")]);
        assert_eq!(mysql("a--1").len(), 4);
        assert_eq!(mysql("/* a /* b */ c"), [(Word, "c")]);
        assert_eq!(mysql("/*!80013 a */ b"), [(Word, "a"), (Word, "b")]);
        assert_eq!(mysql("/*! a */ b"), [(Word, "a"), (Word, "b")]);
        assert_eq!(mysql("/*!99999 a /* c */ d */ b"), [(Word, "b")]);
        assert_eq!(mysql("DELIMITER //\na; //\nDELIMITER ;\nb;").iter().filter(|t| t.0 == Delimiter).count(), 2);
        assert_eq!(mysql("SET sql_mode = 'ANSI_QUOTES'; \"a\"").last(), Some(&(Quoted, "\"a\"")));
    }

    #[test]
    fn rows_of_a_copy_are_not_statements() {
        let read = postgresql("COPY a FROM stdin;\n1\tDROP TABLE x;\n\\.\nSELECT 1;");
        assert_eq!(read.iter().filter(|token| token.0 == TokenKind::Delimiter).count(), 2);
        assert!(read.iter().any(|token| token.0 == TokenKind::Rows));
    }

    #[test]
    fn every_byte_belongs_to_one_token() {
        let script = "\u{feff}ALTER ä 'ö' \"ü /* é $x$ \\g `\u{1f980}";
        for dialect in Dialect::ALL {
            for end in (0..=script.len()).filter(|end| script.is_char_boundary(*end)) {
                let part = &script[..end];
                let read = tokens(part, Server::usual(dialect));
                assert_eq!(read.iter().map(|token| token.text(part)).collect::<String>(), part);
            }
        }
    }
}
