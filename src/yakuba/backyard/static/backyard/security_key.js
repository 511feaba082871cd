/* Security keys (WebAuthn). The server's question is in data-options of the form; the answer goes into its field "answer".
   Written without the browser's own JSON helpers, which older browsers at counters do not have. */
(() => {
  "use strict";
  const toBytes = (text) => {
    const base = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base.padEnd(Math.ceil(base.length / 4) * 4, "=")), (letter) => letter.charCodeAt(0));
  };
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
    const { response } = made;
    return answer(made, { clientDataJSON: toText(response.clientDataJSON), attestationObject: toText(response.attestationObject) });
  };
  const get = async (options) => {
    const shown = await navigator.credentials.get({
      publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: named(options.allowCredentials) },
    });
    const { response } = shown;
    return answer(shown, {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
    });
  };
  const answer = (credential, response) => JSON.stringify({
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, clientExtensionResults: {}, response,
  });

  document.querySelectorAll("form[data-security-key]").forEach((form) => {
    const words = form.querySelector("[data-key-words]");
    form.addEventListener("submit", async (event) => {
      const field = form.elements.answer;
      if (field.value) return;
      event.preventDefault();
      if (!window.PublicKeyCredential) {
        words.textContent = "このブラウザーではセキュリティキーを使えません。別の第二要素を使ってください。";
        return;
      }
      words.textContent = "セキュリティキーに触れるか、端末の本人確認をしてください。";
      try {
        const ask = form.dataset.securityKey === "create" ? create : get;
        field.value = await ask(JSON.parse(form.dataset.options));
        form.submit();
      } catch (problem) {
        words.textContent = problem.name === "InvalidStateError"
          ? "このセキュリティキーは登録済みです。別のキーを使ってください。"
          : "セキュリティキーの操作が終わりませんでした。もう一度ボタンを押してください。";
      }
    });
  });
})();
