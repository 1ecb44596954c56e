//! What the page with a checkout may reach beside its own site (Stripe's security guide, "Content Security Policy").

/// Sources to add to the policy, each with a space in front.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    pub script: String,
    pub frame: String,
    pub connect: String,
    pub img: String,
}

impl Payments {
    /// For Stripe.js at this address: Stripe's own hosts, or the stand-in's alone.
    pub fn of(script: &str) -> Self {
        let origin = contract::spec::Origin::of_url(script).map(|origin| origin.as_str().to_owned()).unwrap_or_default();
        let sources = |list: &[&str]| list.iter().map(|source| format!(" {source}")).collect::<String>();
        if origin != "https://js.stripe.com" {
            let alone = sources(&[&origin]);
            return Self { script: alone.clone(), frame: alone.clone(), connect: alone, img: String::new() };
        }
        let (checkout, link) = ("https://checkout.stripe.com", ["https://link.com", "https://*.link.com"]);
        Self {
            script: sources(&["https://js.stripe.com", "https://*.js.stripe.com", checkout]),
            frame: sources(&["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com", checkout, link[0], link[1]]),
            connect: sources(&["https://api.stripe.com", checkout, link[0], link[1]]),
            img: sources(&["https://*.stripe.com", "https://*.link.com"]),
        }
    }

    /// The page's permissions: wallets may be asked for payment inside of Stripe's frames.
    pub fn permissions(&self) -> String {
        let frames: String = self.frame.split_whitespace().filter(|source| !source.contains('*')).map(|source| format!(" \"{source}\"")).collect();
        format!(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(self{frames}), usb=()"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripe_gets_its_hosts_and_a_stand_in_its_own() {
        let real = Payments::of("https://js.stripe.com/endive/stripe.js");
        assert!(real.script.contains(" https://js.stripe.com"), "{real:?}");
        assert!(real.permissions().contains("payment=(self \"https://js.stripe.com\""), "{}", real.permissions());
        let stand_in = Payments::of("http://127.0.0.1:12111/endive/stripe.js");
        assert_eq!(stand_in.frame, " http://127.0.0.1:12111");
        assert!(!format!("{stand_in:?}").contains("stripe.com"));
    }
}
