//! A browser's side of signing in, without a browser.

use reqwest::{RequestBuilder, header};

use crate::{Answer, TestApp};

/// Cookies of somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Browser {
    pub cookies: String,
}

impl Browser {
    /// Adds what a browser adds to a request from the own site.
    pub fn on(&self, request: RequestBuilder, url: &str) -> RequestBuilder {
        request.header(header::COOKIE, &self.cookies).header(header::ORIGIN, url).header("sec-fetch-site", "same-origin")
    }

    /// Submits a form and answers the page that it leads to. It names the organisation that the browser looks at, as the
    /// forms of pages do.
    pub async fn submit(&self, app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
        let org = Answer::of(self.on(app.http.get(format!("{}/v1/me/org", app.url)), &app.url).send().await.expect("an answer")).await.expect(200);
        let fields = [&[("org", org["id"].as_str().expect("an id"))], fields].concat();
        let posted = Answer::of(self.on(app.http.post(format!("{}{path}", app.url)), &app.url).form(&fields).send().await.expect("an answer")).await;
        assert_eq!(posted.status, 303, "{posted:?}");
        let browser = Self { cookies: format!("{}; {}", self.cookies, cookies(&posted)) };
        let page = browser.on(app.http.get(format!("{}{}", app.url, posted.header("location"))), &app.url).header(header::ACCEPT, "text/html");
        Answer::of(page.send().await.expect("an answer")).await
    }
}

impl TestApp {
    /// Signs in by magic link, as a browser does: form, mail, confirmation.
    pub async fn sign_in(&self, email: &str) -> Browser {
        let asked = self.form("/forms/login", "", &[("email", email)]).await;
        assert!(asked.status < 400, "{asked:?}");
        let attempt = cookies(&asked);
        let mails = domain::mailbox::list(&self.platform).await.expect("mails");
        let mail = mails.iter().find(|mail| mail.to.as_str() == email && mail.text.contains("token=")).expect("a mail");
        let token = mail.text.split("token=").nth(1).expect("a link").split_whitespace().next().expect("a token");
        let confirmed = self.form("/forms/login/confirm", &attempt, &[("token", token)]).await;
        assert!(confirmed.status < 400, "{confirmed:?}");
        let session = cookies(&confirmed);
        assert!(session.contains("session="), "{confirmed:?}");
        Browser { cookies: session }
    }

    /// One request of a signed-in browser.
    pub async fn browse(&self, browser: &Browser, request: RequestBuilder) -> Answer {
        Answer::of(browser.on(request, &self.url).send().await.expect("an answer")).await
    }

    async fn form(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Answer {
        let browser = Browser { cookies: cookies.to_owned() };
        let request = browser.on(self.http.post(format!("{}{path}", self.url)), &self.url).form(fields);
        Answer::of(request.send().await.expect("an answer")).await
    }
}

/// `name=value; …` of everything that an answer sets.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|cookie| cookie.split(';').next()).filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}
