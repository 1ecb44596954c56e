//! Writing CSV (RFC 4180) that is safe to open in a spreadsheet.

/// Appends one row, ended by CR LF.
pub fn row(text: &mut String, cells: &[impl AsRef<str>]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        write_cell(text, cell.as_ref());
    }
    text.push_str("\r\n");
}

/// A cell that a spreadsheet would calculate (`=…`, `+…`, `-…`, `@…`) gets an apostrophe in front, so that it stays text;
/// plain numbers stay numbers (OWASP, "CSV Injection").
fn write_cell(text: &mut String, cell: &str) {
    let first = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
    let calculates = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠'));
    let calculates = calculates && cell.parse::<f64>().is_err();
    let quoted = calculates || cell.contains([',', '"', '\r', '\n', ';', '\t']) || cell.starts_with(' ') || cell.ends_with(' ');
    if quoted {
        text.push('"');
    }
    if calculates {
        text.push('\'');
    }
    text.push_str(&if quoted { cell.replace('"', "\"\"") } else { cell.to_owned() });
    if quoted {
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::row;

    fn line(cells: &[&str]) -> String {
        let mut text = String::new();
        row(&mut text, cells);
        text
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(line(&["a", "b,c", "say \"hi\"", "two\nlines", ""]), "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n");
    }

    #[test]
    fn nothing_is_calculated_by_a_spreadsheet() {
        for bad in ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "=HYPERLINK(\"http://x\")", "＝1"] {
            let text = line(&[bad]);
            assert!(text.starts_with("\"'"), "{text}");
        }
        assert_eq!(line(&["-5", "+4.5", "12"]), "-5,+4.5,12\r\n");
    }
}
