// What a hostile page can try against a server on the user's own computer. Each try says what the page got of it.

async function tried(trying) {
  try {
    return await trying();
  } catch (error) {
    return `failed: ${error.name}`;
  }
}

const seen = async (asking) => {
  const response = await asking;
  return `${response.type} ${response.status} ${(await response.text()).length}`;
};

const loaded = (element) =>
  new Promise((resolve) => {
    element.onload = () => resolve("loaded");
    element.onerror = () => resolve("failed: error");
    document.body.append(element);
    setTimeout(() => resolve("failed: silence"), 3000);
  });

function form(url, enctype) {
  const frame = Object.assign(document.createElement("iframe"), { name: `frame-${Math.random()}` });
  const sent = Object.assign(document.createElement("form"), { action: url, method: "POST", enctype, target: frame.name });
  sent.append(Object.assign(document.createElement("input"), { name: "\0\0\0\0\0", value: "" }));
  document.body.append(sent);
  const done = loaded(frame);
  sent.submit();
  return done;
}

const socket = (url) =>
  new Promise((resolve) => {
    const link = new WebSocket(url.replace("http", "ws"));
    link.onopen = () => resolve("open");
    link.onerror = () => resolve("failed: error");
  });

const events = (url) =>
  new Promise((resolve) => {
    const source = new EventSource(url);
    source.onopen = () => resolve("open");
    source.onerror = () => (source.close(), resolve("failed: error"));
  });

const xhr = (url, type, body) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("content-type", type);
    request.onload = () => resolve(`got ${request.status}`);
    request.onerror = () => resolve("failed: error");
    request.send(body);
  });

// A page without an origin of its own within this one, which does the same.
const boxed = (url, message) =>
  new Promise((resolve) => {
    const script = document.querySelector("script").textContent;
    const doing = `attack(${JSON.stringify(url)}, ${JSON.stringify(message)}, false).then((seen) => parent.postMessage(seen, "*"))`;
    const frame = Object.assign(document.createElement("iframe"), {
      srcdoc: `<!doctype html><body><script>${script}</` + `script><script>${doing}</` + `script>`,
    });
    frame.sandbox = "allow-scripts allow-forms";
    addEventListener("message", ({ data }) => resolve(data), { once: true });
    document.body.append(frame);
  });

// With a URL of a method and the bytes of its request, none for an empty one.
async function attack(url, message = [], nested = true) {
  const body = new Uint8Array([0, 0, 0, message.length >> 8, message.length & 255, ...message]);
  const native = { "content-type": "application/grpc", te: "trailers" };
  const grpc = { "content-type": "application/grpc-web+proto", "x-grpc-web": "1" };
  const plain = { "content-type": "text/plain" };
  const bare = new URL("/", url).href;
  return {
    fetch: await tried(() => seen(fetch(url, { method: "POST", headers: grpc, body }))),
    plain: await tried(() => seen(fetch(url, { method: "POST", headers: plain, body }))),
    blind: await tried(() => seen(fetch(url, { method: "POST", mode: "no-cors", headers: grpc, body }))),
    blindGet: await tried(() => seen(fetch(url, { mode: "no-cors" }))),
    get: await tried(() => seen(fetch(url))),
    typeless: await tried(() => seen(fetch(url, { method: "POST", mode: "no-cors", body: new Blob([body]) }))),
    beacon: await tried(() => String(navigator.sendBeacon(url, new Blob([body], { type: "text/plain" })))),
    xhr: await tried(() => xhr(url, grpc["content-type"], body)),
    xhrPlain: await tried(() => xhr(url, "text/plain", body)),
    image: await tried(() => loaded(Object.assign(new Image(), { src: url }))),
    script: await tried(() => loaded(Object.assign(document.createElement("script"), { src: url }))),
    form: await tried(() => form(url, "application/x-www-form-urlencoded")),
    plainForm: await tried(() => form(url, "text/plain")),
    socket: await tried(() => socket(bare)),
    events: await tried(() => events(url)),
    native: await tried(() => seen(fetch(url, { method: "POST", headers: native, body }))),
    streamed: await tried(() => seen(fetch(url, { method: "POST", body: new Blob([body]).stream(), duplex: "half" }))),
    style: await tried(() => loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: url }))),
    ...(nested ? { boxed: await boxed(url, message) } : {}),
  };
}
