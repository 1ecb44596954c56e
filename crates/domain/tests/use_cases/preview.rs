//! From a source to a specification, with nothing stored.

use contract::{
    ErrorCode,
    dto::{PreviewRequest, SourceInput},
    spec::SourceKind,
};
use domain::authoring;

use crate::world::{DOCUMENT, World, fields, shown};

fn request(kind: SourceKind, text: Option<&str>, url: Option<&str>) -> PreviewRequest {
    let source = SourceInput { kind, text: text.map(Into::into), url: url.map(Into::into) };
    PreviewRequest { source, name: None, slug: None, operations: None, base_url: None, credentials: Vec::new() }
}

#[tokio::test]
async fn a_document_becomes_tools() {
    let world = World::new().await;
    let preview = authoring::preview(&world.ctx, request(SourceKind::Openapi, Some(DOCUMENT), None)).await.expect("a preview");
    assert_eq!((preview.spec.tools.len(), preview.spec.secrets.len()), (2, 1));
    assert!(preview.size.total_tokens > 0 && preview.size.tools.len() == 2);
    let fetched = authoring::preview(&world.ctx, request(SourceKind::Openapi, None, Some("https://docs.example.com/pets.json"))).await.expect("a preview");
    assert_eq!(fetched.spec.tools, preview.spec.tools);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_under_its_field() {
    let world = World::new().await;
    let large = "x".repeat(17 * 1024 * 1024);
    for (request, code, field) in [
        (request(SourceKind::Prompt, Some("  "), None), ErrorCode::Invalid, "source.text"),
        (request(SourceKind::Openapi, None, None), ErrorCode::Invalid, "source.text"),
        (request(SourceKind::Openapi, Some("{}"), Some("https://x.example")), ErrorCode::Invalid, "source.url"),
        (request(SourceKind::Curl, None, Some("https://x.example")), ErrorCode::Invalid, "source.url"),
        (request(SourceKind::Openapi, None, Some("https://nowhere.example")), ErrorCode::Invalid, "source.url"),
        (request(SourceKind::Openapi, Some(&large), None), ErrorCode::TooLarge, "source.text"),
        (request(SourceKind::Openapi, Some("<html></html>"), None), ErrorCode::Invalid, "source.text"),
        (request(SourceKind::Curl, Some("curl http://169.254.169.254/latest/meta-data"), None), ErrorCode::Invalid, "source.text"),
        (PreviewRequest { name: Some("x".repeat(500)), ..request(SourceKind::Openapi, Some(DOCUMENT), None) }, ErrorCode::Invalid, "name"),
        (PreviewRequest { slug: Some("A B".into()), ..request(SourceKind::Openapi, Some(DOCUMENT), None) }, ErrorCode::Invalid, "slug"),
    ] {
        let error = shown(authoring::preview(&world.ctx, request).await);
        assert_eq!((error.code, fields(&error)), (code, vec![field]), "{error:?}");
    }
    let private = PreviewRequest { base_url: Some("http://10.0.0.7:8080".into()), ..request(SourceKind::Openapi, Some(DOCUMENT), None) };
    let error = shown(authoring::preview(&world.ctx, private).await);
    assert!(fields(&error) == ["base_url"] && error.detail.contains("BMM_EGRESS_ALLOW"), "{error:?}");
}
