//! The model that writes tools: `ANTHROPIC_API_KEY`, or an endpoint that speaks OpenAI's Chat Completions.

use secrecy::SecretString;
use url::Url;

use super::{Env, InvalidSetting};

/// Anthropic's model where `BMM_MODEL` names none.
const CLAUDE: &str = "claude-sonnet-4-6";

/// Which model is asked.
#[derive(Clone, Debug)]
pub enum ModelSettings {
    Anthropic {
        base: Url,
        key: SecretString,
        model: String,
    },
    /// OpenAI, Ollama, vLLM…; models on one's own machine need no key.
    OpenAi {
        base: Url,
        key: Option<SecretString>,
        model: String,
    },
}

/// `ANTHROPIC_API_KEY` (with `ANTHROPIC_BASE_URL`), or `OPENAI_API_KEY` and `OPENAI_BASE_URL`; `BMM_MODEL` names the model.
/// Without any of them only what compiles by itself becomes a server.
pub fn read(env: &Env) -> Result<Option<ModelSettings>, InvalidSetting> {
    let model = env.get("BMM_MODEL").map(str::to_owned);
    if let Some(key) = env.get("ANTHROPIC_API_KEY") {
        let base = address(env, "ANTHROPIC_BASE_URL", "https://api.anthropic.com")?;
        return Ok(Some(ModelSettings::Anthropic { base, key: key.into(), model: model.unwrap_or_else(|| CLAUDE.to_owned()) }));
    }
    let key = env.get("OPENAI_API_KEY");
    if key.is_none() && env.get("OPENAI_BASE_URL").is_none() {
        return Ok(None);
    }
    let base = address(env, "OPENAI_BASE_URL", "https://api.openai.com/v1")?;
    let model =
        model.ok_or_else(|| InvalidSetting::new("BMM_MODEL", "name the model that is asked behind OPENAI_BASE_URL, such as gpt-5.5 or qwen3-coder."))?;
    Ok(Some(ModelSettings::OpenAi { base, key: key.map(Into::into), model }))
}

fn address(env: &Env, variable: &'static str, default: &str) -> Result<Url, InvalidSetting> {
    let wrong = || InvalidSetting::new(variable, "write a complete address such as https://api.example.com.");
    let url = Url::parse(env.get(variable).unwrap_or(default)).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong());
    }
    if url.scheme() == "http" && !super::is_loopback_url(&url) {
        return Err(InvalidSetting::new(variable, "use https: the key would travel without encryption. Plain http is for this machine only."));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_is_enough() {
        assert!(read(&Env::of(&[])).expect("nothing is set").is_none());
        let found = read(&Env::of(&[("ANTHROPIC_API_KEY", "sk-ant-x")])).expect("valid");
        assert!(matches!(found, Some(ModelSettings::Anthropic { base, model, .. }) if base.as_str() == "https://api.anthropic.com/" && model == CLAUDE));
        let found = read(&Env::of(&[("OPENAI_BASE_URL", "http://localhost:11434/v1"), ("BMM_MODEL", "qwen3")])).expect("valid");
        assert!(matches!(found, Some(ModelSettings::OpenAi { key: None, model, .. }) if model == "qwen3"));
    }

    #[test]
    fn keys_never_travel_in_the_clear() {
        let wrong = |pairs: &[(&str, &str)]| read(&Env::of(pairs)).expect_err("refused").variable;
        assert_eq!(wrong(&[("ANTHROPIC_API_KEY", "k"), ("ANTHROPIC_BASE_URL", "http://proxy.example.com")]), "ANTHROPIC_BASE_URL");
        assert_eq!(wrong(&[("OPENAI_API_KEY", "k")]), "BMM_MODEL");
        assert_eq!(wrong(&[("OPENAI_BASE_URL", "nonsense"), ("BMM_MODEL", "m")]), "OPENAI_BASE_URL");
    }
}
