//! The options of curl (`curl --manual`), as far as they say something about the request.

/// What an option does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Method,
    Header,
    Data,
    DataRaw,
    DataUrlencode,
    Json,
    Form,
    FormString,
    User,
    Get,
    Head,
    Cookie,
    Agent,
    Referer,
    Url,
    Bearer,
    Upload,
    UrlQuery,
    Range,
    /// Starts a new request with its own options.
    Next,
    /// Says nothing about the request itself.
    Ignored,
    /// Cannot be done here; the reader is told.
    Unsupported(&'static str),
}

/// An option and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Flag(Flag, String),
    /// An address.
    Word(String),
    /// An option that curl may know, but this table does not.
    Unknown(String),
}

const CERT: &str = "Client certificates are not supported; the request is made without one.";
const INSECURE: &str = "-k has no effect: certificates are always checked.";
const PROXY: &str = "Proxies are not used; the request goes to the server directly.";
const CONFIG: &str = "A config file (-K) cannot be read here. Paste its options into the command.";
const SIGNING: &str = "Requests that are signed with a key (--aws-sigv4, --digest, --ntlm, --negotiate) are not supported; the signature was left out.";
const RESOLVE: &str = "--resolve and --connect-to have no effect: names are looked up anew for every call.";
const SOCKET: &str = "Unix sockets cannot be reached from here; the request goes to the host in its address.";

/// Short letter, long name, whether it takes a value, what it does.
const OPTIONS: &[(char, &str, bool, Flag)] = &[
    ('X', "request", true, Flag::Method),
    ('H', "header", true, Flag::Header),
    ('d', "data", true, Flag::Data),
    (' ', "data-ascii", true, Flag::Data),
    (' ', "data-binary", true, Flag::Data),
    (' ', "data-raw", true, Flag::DataRaw),
    (' ', "data-urlencode", true, Flag::DataUrlencode),
    (' ', "json", true, Flag::Json),
    ('F', "form", true, Flag::Form),
    (' ', "form-string", true, Flag::FormString),
    ('u', "user", true, Flag::User),
    ('G', "get", false, Flag::Get),
    ('I', "head", false, Flag::Head),
    ('b', "cookie", true, Flag::Cookie),
    ('A', "user-agent", true, Flag::Agent),
    ('e', "referer", true, Flag::Referer),
    (' ', "url", true, Flag::Url),
    (' ', "url-query", true, Flag::UrlQuery),
    (' ', "oauth2-bearer", true, Flag::Bearer),
    ('T', "upload-file", true, Flag::Upload),
    ('r', "range", true, Flag::Range),
    (':', "next", false, Flag::Next),
    ('k', "insecure", false, Flag::Unsupported(INSECURE)),
    ('E', "cert", true, Flag::Unsupported(CERT)),
    (' ', "key", true, Flag::Unsupported(CERT)),
    (' ', "cert-type", true, Flag::Ignored),
    (' ', "pass", true, Flag::Ignored),
    ('x', "proxy", true, Flag::Unsupported(PROXY)),
    ('U', "proxy-user", true, Flag::Ignored),
    (' ', "socks5", true, Flag::Unsupported(PROXY)),
    (' ', "socks5-hostname", true, Flag::Unsupported(PROXY)),
    ('K', "config", true, Flag::Unsupported(CONFIG)),
    (' ', "resolve", true, Flag::Unsupported(RESOLVE)),
    (' ', "connect-to", true, Flag::Unsupported(RESOLVE)),
    (' ', "unix-socket", true, Flag::Unsupported(SOCKET)),
    (' ', "aws-sigv4", true, Flag::Unsupported(SIGNING)),
    (' ', "digest", false, Flag::Unsupported(SIGNING)),
    (' ', "ntlm", false, Flag::Unsupported(SIGNING)),
    (' ', "negotiate", false, Flag::Unsupported(SIGNING)),
    (' ', "basic", false, Flag::Ignored),
    (' ', "anyauth", false, Flag::Ignored),
    ('o', "output", true, Flag::Ignored),
    ('O', "remote-name", false, Flag::Ignored),
    ('J', "remote-header-name", false, Flag::Ignored),
    (' ', "output-dir", true, Flag::Ignored),
    (' ', "create-dirs", false, Flag::Ignored),
    ('w', "write-out", true, Flag::Ignored),
    ('D', "dump-header", true, Flag::Ignored),
    ('c', "cookie-jar", true, Flag::Ignored),
    ('m', "max-time", true, Flag::Ignored),
    (' ', "connect-timeout", true, Flag::Ignored),
    (' ', "retry", true, Flag::Ignored),
    (' ', "retry-delay", true, Flag::Ignored),
    (' ', "retry-max-time", true, Flag::Ignored),
    (' ', "retry-all-errors", false, Flag::Ignored),
    (' ', "retry-connrefused", false, Flag::Ignored),
    (' ', "max-redirs", true, Flag::Ignored),
    (' ', "limit-rate", true, Flag::Ignored),
    ('Y', "speed-limit", true, Flag::Ignored),
    ('y', "speed-time", true, Flag::Ignored),
    (' ', "max-filesize", true, Flag::Ignored),
    (' ', "keepalive-time", true, Flag::Ignored),
    (' ', "interface", true, Flag::Ignored),
    (' ', "cacert", true, Flag::Ignored),
    (' ', "capath", true, Flag::Ignored),
    (' ', "ciphers", true, Flag::Ignored),
    (' ', "tls-max", true, Flag::Ignored),
    (' ', "stderr", true, Flag::Ignored),
    (' ', "trace", true, Flag::Ignored),
    (' ', "trace-ascii", true, Flag::Ignored),
    (' ', "noproxy", true, Flag::Ignored),
    (' ', "dns-servers", true, Flag::Ignored),
    (' ', "proto", true, Flag::Ignored),
    (' ', "proto-default", true, Flag::Ignored),
    ('C', "continue-at", true, Flag::Ignored),
    ('z', "time-cond", true, Flag::Ignored),
    (' ', "netrc-file", true, Flag::Ignored),
    ('n', "netrc", false, Flag::Ignored),
    ('s', "silent", false, Flag::Ignored),
    ('S', "show-error", false, Flag::Ignored),
    ('L', "location", false, Flag::Ignored),
    (' ', "location-trusted", false, Flag::Ignored),
    ('v', "verbose", false, Flag::Ignored),
    ('i', "include", false, Flag::Ignored),
    (' ', "show-headers", false, Flag::Ignored),
    ('f', "fail", false, Flag::Ignored),
    (' ', "fail-with-body", false, Flag::Ignored),
    (' ', "fail-early", false, Flag::Ignored),
    ('g', "globoff", false, Flag::Ignored),
    ('N', "no-buffer", false, Flag::Ignored),
    ('#', "progress-bar", false, Flag::Ignored),
    ('Z', "parallel", false, Flag::Ignored),
    ('R', "remote-time", false, Flag::Ignored),
    ('j', "junk-session-cookies", false, Flag::Ignored),
    ('p', "proxytunnel", false, Flag::Ignored),
    ('q', "disable", false, Flag::Ignored),
    ('0', "http1.0", false, Flag::Ignored),
    ('1', "tlsv1", false, Flag::Ignored),
    ('4', "ipv4", false, Flag::Ignored),
    ('6', "ipv6", false, Flag::Ignored),
    (' ', "http1.1", false, Flag::Ignored),
    (' ', "http2", false, Flag::Ignored),
    (' ', "http2-prior-knowledge", false, Flag::Ignored),
    (' ', "http3", false, Flag::Ignored),
    (' ', "tlsv1.2", false, Flag::Ignored),
    (' ', "tlsv1.3", false, Flag::Ignored),
    (' ', "ssl-no-revoke", false, Flag::Ignored),
    (' ', "ssl-reqd", false, Flag::Ignored),
    (' ', "compressed", false, Flag::Ignored),
    (' ', "path-as-is", false, Flag::Ignored),
    (' ', "raw", false, Flag::Ignored),
    (' ', "tcp-nodelay", false, Flag::Ignored),
    (' ', "no-keepalive", false, Flag::Ignored),
    (' ', "no-progress-meter", false, Flag::Ignored),
    (' ', "post301", false, Flag::Ignored),
    (' ', "post302", false, Flag::Ignored),
    (' ', "styled-output", false, Flag::Ignored),
];

/// Sorts the words of a command into options, values and addresses.
pub fn parse(words: &[String]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut words = words.iter();
    let mut only_words = false;
    while let Some(word) = words.next() {
        if only_words || !word.starts_with('-') || word == "-" {
            items.push(Item::Word(word.clone()));
        } else if word == "--" {
            only_words = true;
        } else if let Some(long) = word.strip_prefix("--") {
            items.push(long_option(long, &mut words));
        } else {
            short_options(&word[1..], &mut words, &mut items);
        }
    }
    items
}

/// `--request POST`, `--request=POST`, `--no-location`.
fn long_option<'a>(long: &str, words: &mut impl Iterator<Item = &'a String>) -> Item {
    let (name, given) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
    match OPTIONS.iter().find(|option| option.1 == name) {
        Some((_, _, true, flag)) => match given.or_else(|| words.next().cloned()) {
            Some(value) => Item::Flag(*flag, value),
            None => Item::Unknown(format!("--{name}")),
        },
        Some((_, _, false, flag)) => Item::Flag(*flag, String::new()),
        None if name.strip_prefix("no-").is_some_and(|name| OPTIONS.iter().any(|option| option.1 == name)) => Item::Flag(Flag::Ignored, String::new()),
        None => Item::Unknown(format!("--{name}")),
    }
}

/// `-sSLX POST`, `-XPOST`, `-d@file`.
fn short_options<'a>(letters: &str, words: &mut impl Iterator<Item = &'a String>, items: &mut Vec<Item>) {
    let mut rest = letters.chars();
    while let Some(letter) = rest.next() {
        let option = OPTIONS.iter().find(|option| option.0 == letter && letter != ' ');
        match option {
            Some((_, _, false, flag)) => items.push(Item::Flag(*flag, String::new())),
            Some((_, _, true, flag)) => {
                let value = match rest.as_str() {
                    "" => words.next().cloned(),
                    glued => Some(glued.to_owned()),
                };
                items.push(value.map_or_else(|| Item::Unknown(format!("-{letter}")), |value| Item::Flag(*flag, value)));
                return;
            }
            None => {
                items.push(Item::Unknown(format!("-{letter}")));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<Item> {
        parse(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_in_all_their_forms() {
        let post = || Item::Flag(Flag::Method, "POST".into());
        let ignored = || Item::Flag(Flag::Ignored, String::new());
        assert_eq!(items("-sSLX POST x"), [ignored(), ignored(), ignored(), post(), Item::Word("x".into())]);
        assert_eq!(items("-XPOST"), [post()]);
        assert_eq!(items("--request=POST"), [post()]);
        assert_eq!(items("--request POST"), [post()]);
        assert_eq!(items("-d@file"), [Item::Flag(Flag::Data, "@file".into())]);
        assert_eq!(items("--no-location --frobnicate -X"), [ignored(), Item::Unknown("--frobnicate".into()), Item::Unknown("-X".into())]);
        assert_eq!(items("-- -x"), [Item::Word("-x".into())]);
    }

    #[test]
    fn every_option_stands_once() {
        for (place, option) in OPTIONS.iter().enumerate() {
            assert!(OPTIONS[place + 1..].iter().all(|other| other.1 != option.1 && (other.0 == ' ' || other.0 != option.0)), "{}", option.1);
        }
    }
}
