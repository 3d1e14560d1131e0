// What is attached to the message that is being written.
import { html, useEffect, useRef } from "../../js/dom.js";
import { bytes, say } from "../words.js";
import { Icon } from "./icons.js";

/** A picture before it is sent, drawn: pages need not allow blob: for it. @param {{file: globalThis.File}} props */
function Preview({ file }) {
  const canvas = useRef(/** @type {HTMLCanvasElement|null} */ (null));
  useEffect(() => {
    createImageBitmap(file).then((picture) => {
      const it = canvas.current, scale = Math.max(80 / picture.width, 80 / picture.height), w = picture.width * scale, h = picture.height * scale;
      it?.getContext("2d")?.drawImage(picture, (80 - w) / 2, (80 - h) / 2, w, h);
      picture.close();
    }).catch(() => {}); // it is named all the same
  }, []);
  return html`<canvas ref=${canvas} width="80" height="80" aria-hidden="true"></canvas>`;
}

/** @param {{uploads: import("../files.js").Uploads, upload: import("../files.js").Upload}} props */
function Attachment({ uploads, upload }) {
  const { file, share, done, failed } = upload, percent = Math.round(share * 100);
  return html`<li class=${failed ? "upload failed" : "upload"}>
    ${file.type.startsWith("image/") ? html`<${Preview} file=${file}/>` : html`<span class="thumb"><${Icon} name="doc"/></span>`}
    <div><span class="name">${file.name}</span>
      ${failed ? html`<span class="no">${failed} <button type="button" class="link" onClick=${() => uploads.again(upload.id)}>${say("file.again")}</button></span>`
        : done ? html`<small>${bytes(file.size)}</small>`
          : html`<progress max="100" value=${percent} aria-label=${say("file.progress", { name: file.name })}>${percent} %</progress>`}</div>
    <button type="button" class="tool small" aria-label=${say("file.remove", { name: file.name })} onClick=${() => uploads.remove(upload.id)}><${Icon} name="x"/></button>
  </li>`;
}

/** @param {{uploads: import("../files.js").Uploads}} props */
export function Attachments({ uploads }) {
  const list = uploads.list.value;
  return html`${list.length > 0 && html`<ul class="uploads">${list.map((upload) => html`<${Attachment} key=${upload.id} uploads=${uploads} upload=${upload}/>`)}</ul>`}
    <p class="no problem" role="alert">${uploads.problem.value}</p>`;
}
