//! Text for those who take it for markup.

/// `text` so that it reads the same where `<`, `>` and `&` would mean something.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(escaped("A & <i>"), "A &amp; &lt;i&gt;");
    }
}
