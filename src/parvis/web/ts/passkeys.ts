/** Passkeys: allauth's options in, a credential out, in the form's hidden field (forms with data-passkey). */
import { announce, each } from "./dom";

type Json = Record<string, unknown>;

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null;
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const known = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list as (Json & { id: string })[] | undefined) ?? []).map((entry) => ({ ...entry, id: bytes(entry.id) }) as unknown as PublicKeyCredentialDescriptor);

async function make(options: Json): Promise<Json> {
  const asked = options.publicKey as Json & { challenge: string; user: Json & { id: string } };
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: known(asked.excludeCredentials),
    authenticatorSelection: {
      ...(asked.authenticatorSelection as Json | undefined),
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    },
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      attestationObject: text(answer.attestationObject),
      transports: answer.getTransports?.() ?? [],
    },
  };
}

async function show(options: Json): Promise<Json> {
  const asked = options.publicKey as Json & { challenge: string };
  const publicKey = {
    ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const answer = shown.response as AuthenticatorAssertionResponse;
  return {
    ...common(shown),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      authenticatorData: text(answer.authenticatorData),
      signature: text(answer.signature),
      userHandle: text(answer.userHandle),
    },
  };
}

function common(credential: PublicKeyCredential): Json {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function fetched(action: string): Promise<Json> {
  const response = await fetch(action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!response.ok) throw new Error(`options: ${response.status}`);
  return ((await response.json()) as { request_options: Json }).request_options;
}

each<HTMLFormElement>("form[data-passkey]", (form) => {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
});

async function ask(form: HTMLFormElement): Promise<void> {
  const trouble = form.querySelector<HTMLElement>("[role=alert]");
  if (trouble) trouble.hidden = true;
  try {
    const given = JSON.parse(form.dataset.passkeyOptions ?? "{}") as { creation_options?: Json; request_options?: Json };
    const mode = form.dataset.passkey;
    const credential =
      mode === "create" ? await make(given.creation_options ?? {})
      : await show(mode === "login" ? await fetched(form.action) : given.request_options ?? {});
    form.querySelector<HTMLInputElement>("input[name=credential]")!.value = JSON.stringify(credential);
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    const sentence = form.dataset.passkeyTrouble ?? "";
    if (trouble) { trouble.textContent = sentence; trouble.hidden = false; } else announce(sentence);
  }
}
