// Passkeys: hands the platform's challenge to the browser and submits the form with what the browser answers.
// Loaded on the pages that need it and on no other. Forms look like this, and are hidden where passkeys are unknown:
//   <form method="post" action="…" data-passkey="get|create" data-challenge="…" class="needs-js" data-needs-passkeys>
const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

for (const part of document.querySelectorAll('[data-needs-passkeys]')) part.hidden = !supported;

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.dataset.passkey) return;
  event.preventDefault();
  void answer(form);
});

async function answer(form) {
  const button = form.querySelector('button');
  const message = form.querySelector('[data-passkey-message]');
  button.disabled = true;
  message.textContent = '';
  try {
    const response = await fetch(form.dataset.challenge, { method: 'POST', body: new URLSearchParams() });
    // The session has ended: the answer is the sign-in page.
    if (response.redirected) return location.reload();
    const challenge = await response.json();
    if (challenge.code === 'confirmation_needed') return location.assign(`/settings/step-up?next=${encodeURIComponent(location.pathname)}`);
    if (!response.ok) throw new Error(challenge.detail);
    const credential = await ask(form.dataset.passkey, challenge.publicKey);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    return form.submit();
  } catch (error) {
    message.textContent = inWords(error);
  }
  button.disabled = false;
}

function ask(kind, options) {
  return kind === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function inWords(error) {
  if (error.name === 'NotAllowedError') return 'No passkey was used. Try again, or use a link by mail.';
  if (error.name === 'InvalidStateError') return 'This device has a passkey for your account already.';
  if (error instanceof TypeError) return 'The platform cannot be reached. Please try again.';
  return error.message;
}
