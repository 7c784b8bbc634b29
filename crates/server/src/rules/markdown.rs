//! The tree that stands beside a message's text, so that no client needs a parser (protocol 3.1).
//!
//! Paragraphs, headings, quotes, lists and fenced code; within a line bold, italic, struck out, code,
//! links, mentions and `:emoji:`. Whatever is not one of these stays text, as typed.

use serde_json::{Value, json};

/// The tree of `text`.
pub(crate) fn parse(text: &str) -> Value {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            let mut code = Vec::new();
            for line in lines.by_ref().take_while(|line| line.trim() != "```") {
                code.push(node("CODE_LINE", plain(line)));
            }
            let language = Some(language.trim()).filter(|language| !language.is_empty()).unwrap_or("none");
            blocks.push(json!({ "type": "CODE", "language": language, "value": code }));
        } else if let Some(mark) = List::of(line) {
            let mut items = vec![item(line, mark)];
            while let Some(line) = lines.next_if(|line| List::of(line) == Some(mark)) {
                items.push(item(line, mark));
            }
            blocks.push(node(mark.name(), items.into()));
        } else if line.starts_with('>') {
            let mut quoted = vec![paragraph(unquote(line))];
            while let Some(line) = lines.next_if(|line| line.starts_with('>')) {
                quoted.push(paragraph(unquote(line)));
            }
            blocks.push(node("QUOTE", quoted.into()));
        } else if let Some((level, title)) = heading(line) {
            blocks.push(json!({ "type": "HEADING", "level": level, "value": [plain(title)] }));
        } else if line.trim().is_empty() {
            blocks.push(json!({ "type": "LINE_BREAK" }));
        } else {
            blocks.push(paragraph(line));
        }
    }
    blocks.into()
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum List {
    Ordered,
    Unordered,
}

impl List {
    fn of(line: &str) -> Option<Self> {
        if line.starts_with("- ") || line.starts_with("* ") {
            return Some(Self::Unordered);
        }
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        ((1..=4).contains(&digits) && line[digits..].starts_with(". ")).then_some(Self::Ordered)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ordered => "ORDERED_LIST",
            Self::Unordered => "UNORDERED_LIST",
        }
    }
}

fn item(line: &str, list: List) -> Value {
    let (mark, text) = line.split_once(' ').unwrap_or(("", line));
    let mut item = node("LIST_ITEM", inlines(text).into());
    if let (List::Ordered, Ok(number)) = (list, mark.trim_end_matches('.').parse::<u32>()) {
        item["number"] = number.into();
    }
    item
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line[level..].strip_prefix(' ')?.trim();
    ((1..=4).contains(&level) && !title.is_empty()).then_some((level, title))
}

fn unquote(line: &str) -> &str {
    let line = &line[1..];
    line.strip_prefix(' ').unwrap_or(line)
}

fn paragraph(line: &str) -> Value {
    node("PARAGRAPH", inlines(line).into())
}

/// Reads a line from left to right: the first thing that starts here and ends somewhere wins.
fn inlines(text: &str) -> Vec<Value> {
    let (mut nodes, mut seen, mut at) = (Vec::new(), 0, 0);
    while let Some(c) = text[at..].chars().next() {
        let before = text[..at].chars().next_back();
        match inline(&text[at..], c, before) {
            Some((node, length)) => {
                if seen < at {
                    nodes.push(plain(&text[seen..at]));
                }
                nodes.push(node);
                at += length;
                seen = at;
            }
            None => at += c.len_utf8(),
        }
    }
    if seen < text.len() {
        nodes.push(plain(&text[seen..]));
    }
    nodes
}

/// The inline that begins with `c`, and how long it is.
fn inline(rest: &str, c: char, before: Option<char>) -> Option<(Value, usize)> {
    let free = before.is_none_or(|before| !before.is_alphanumeric());
    match c {
        '`' => code(rest),
        '[' => link(rest),
        '*' | '_' | '~' if free => styled(rest, c),
        '@' if free => mention(rest, "MENTION_USER"),
        '#' if free => mention(rest, "MENTION_CHANNEL"),
        ':' if free => emoji(rest),
        'h' if free => address(rest),
        _ => None,
    }
}

fn code(rest: &str) -> Option<(Value, usize)> {
    let end = rest[1..].find('`').filter(|end| *end > 0)?;
    Some((node("INLINE_CODE", plain(&rest[1..=end])), end + 2))
}

fn styled(rest: &str, mark: char) -> Option<(Value, usize)> {
    let doubled = rest[1..].starts_with(mark);
    let width = if doubled { 2 } else { 1 };
    let closing = &rest[..width];
    let inner = rest[width..].find(closing).map(|end| &rest[width..width + end])?;
    let length = width * 2 + inner.len();
    let tight = !inner.is_empty() && !inner.starts_with(' ') && !inner.ends_with(' ');
    let followed = rest[length..].chars().next().is_some_and(char::is_alphanumeric);
    if !tight || followed {
        return None;
    }
    let name = match mark {
        '*' => "BOLD",
        '_' => "ITALIC",
        _ => "STRIKE",
    };
    Some((node(name, inlines(inner).into()), length))
}

fn link(rest: &str) -> Option<(Value, usize)> {
    let label_end = rest.find("](")?;
    let target = &rest[label_end + 2..];
    let target_end = target.find(')')?;
    let (label, target) = (&rest[1..label_end], &target[..target_end]);
    if target.is_empty() || label.contains('[') || !SCHEMES.iter().any(|scheme| target.starts_with(scheme)) {
        return None;
    }
    Some((anchor(target, label), label_end + 2 + target_end + 1))
}

fn address(rest: &str) -> Option<(Value, usize)> {
    SCHEMES[..2].iter().find(|scheme| rest.starts_with(**scheme))?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_', '~']);
    let host = address.split_once("://").is_some_and(|(_, host)| !host.is_empty());
    host.then(|| (anchor(address, address), address.len()))
}

fn anchor(target: &str, label: &str) -> Value {
    node("LINK", json!({ "src": plain(target), "label": [plain(label)] }))
}

fn mention(rest: &str, name: &str) -> Option<(Value, usize)> {
    let named = mentioned(&rest[1..]);
    (!named.is_empty()).then(|| (node(name, plain(named)), 1 + named.len()))
}

/// The name at the start of `text`, without the full stop that ends its sentence.
pub(super) fn mentioned(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-', '_'])
}

fn emoji(rest: &str) -> Option<(Value, usize)> {
    let name = rest[1..].split(':').next()?;
    let closed = rest[1 + name.len()..].starts_with(':');
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+');
    if !closed || name.is_empty() || !name.chars().all(known) || name.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    Some((json!({ "type": "EMOJI", "value": plain(name), "shortCode": name }), name.len() + 2))
}

fn plain(text: &str) -> Value {
    node("PLAIN_TEXT", text.into())
}

fn node(name: &str, value: Value) -> Value {
    json!({ "type": name, "value": value })
}

const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Value {
        parse(text)[0]["value"].clone()
    }

    #[test]
    fn a_sentence_with_a_bold_word_is_what_a_released_server_makes_of_it() {
        assert_eq!(
            parse("Shall we talk at *ten*?"),
            json!([{ "type": "PARAGRAPH", "value": [
                { "type": "PLAIN_TEXT", "value": "Shall we talk at " },
                { "type": "BOLD", "value": [{ "type": "PLAIN_TEXT", "value": "ten" }] },
                { "type": "PLAIN_TEXT", "value": "?" },
            ] }])
        );
    }

    #[test]
    fn people_and_channels_are_recognised_without_the_full_stop_behind_them() {
        assert_eq!(
            line("@jonas.weber see #release-train."),
            json!([
                { "type": "MENTION_USER", "value": { "type": "PLAIN_TEXT", "value": "jonas.weber" } },
                { "type": "PLAIN_TEXT", "value": " see " },
                { "type": "MENTION_CHANNEL", "value": { "type": "PLAIN_TEXT", "value": "release-train" } },
                { "type": "PLAIN_TEXT", "value": "." },
            ])
        );
    }

    #[test]
    fn names_in_the_middle_of_words_are_text() {
        for text in ["mail@example", "snake_case_name", "2 * 3 * 4", "a:b:c", "12:30:45", "issue#12"] {
            assert_eq!(line(text), json!([{ "type": "PLAIN_TEXT", "value": text }]), "{text}");
        }
    }

    #[test]
    fn links_go_to_the_web_or_to_mail_and_nowhere_else() {
        assert_eq!(
            line("[wiki](https://wiki.example/a)")[0],
            json!({ "type": "LINK", "value": {
                "src": { "type": "PLAIN_TEXT", "value": "https://wiki.example/a" },
                "label": [{ "type": "PLAIN_TEXT", "value": "wiki" }],
            } })
        );
        assert_eq!(line("see https://a.example/x.")[1]["value"]["src"]["value"], "https://a.example/x");
        assert_eq!(line("[x](javascript:alert(1))")[0]["type"], "PLAIN_TEXT");
    }

    #[test]
    fn blocks_are_told_apart_by_how_their_lines_begin() {
        let kinds = |text: &str| -> Vec<String> {
            let tree = parse(text);
            tree.as_array().unwrap().iter().map(|block| block["type"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(
            kinds("# Title\n> quoted\n> more\n- a\n- b\n1. c\n\n```rust\nlet x = 1;\n```\nend"),
            ["HEADING", "QUOTE", "UNORDERED_LIST", "ORDERED_LIST", "LINE_BREAK", "CODE", "PARAGRAPH"]
        );
        assert_eq!(kinds("```\nnever closed"), ["CODE"]);
    }

    #[test]
    fn no_text_makes_it_stumble() {
        for text in
            ["", "*", "**", "****", "`", "``", "[", "[](", "@", "#", "é*é*", "*é*", "::", "~~~", "ﷺ_x_", "http://"]
        {
            parse(text);
        }
    }
}
