/* Browsers start no workers from files. There, the worker of the search runs in a hidden frame instead. */
class IFrameWorker extends EventTarget {
  constructor(url) {
    super();
    const base = new URL(url, location.href);
    this.frame = document.createElement("iframe");
    this.frame.hidden = true;
    document.body.appendChild(this.frame);
    this.inside = this.frame.contentWindow;
    this.receive = (event) => {
      if (event.source !== this.inside) return;
      const message = new MessageEvent("message", { data: event.data });
      this.dispatchEvent(message);
      if (this.onmessage) this.onmessage(message);
    };
    addEventListener("message", this.receive);
    this.ready = new Promise((done) => {
      const page = this.inside.document;
      page.open();
      page.write("<!doctype html><html><body></body></html>");
      page.close();
      this.inside.postMessage = (data) => postBack(this.inside, data);
      this.inside.importScripts = (...urls) =>
        urls.reduce((before, next) => before.then(() => load(page, new URL(next, base))), Promise.resolve());
      load(page, base).then(done);
    });
  }

  postMessage(data) {
    this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
  }

  terminate() {
    removeEventListener("message", this.receive);
    this.frame.remove();
  }
}

function postBack(inside, data) {
  dispatchEvent(new MessageEvent("message", { data, source: inside }));
}

function load(page, url) {
  return new Promise((done, failed) => {
    const script = page.createElement("script");
    script.src = String(url);
    script.onload = () => done();
    script.onerror = () => failed(new Error("cannot load " + url));
    page.body.appendChild(script);
  });
}

if (location.protocol === "file:") {
  window.IFrameWorker = IFrameWorker;
  window.Worker = IFrameWorker;
}
