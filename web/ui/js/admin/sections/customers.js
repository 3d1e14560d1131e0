// Customers: found, looked at, written, merged, exported and deleted, by who may.
import { html, useEffect } from "../../dom.js";
import { Icon } from "../../icons.js";
import { Empty } from "../../desk/parts/resource.js";
import { fresh } from "../customers/draft.js";
import { Export } from "../customers/export.js";
import { Found } from "../customers/found.js";
import { NewCustomer, Record } from "../customers/record.js";
import { go } from "../route.js";
import { all, useLists } from "../shared.js";
import { w, wcode } from "../text.js";

/** @param {{id: string, user: import("../../api.js").User}} props */
export function Customers({ id, user }) {
  useLists("services", "agents");
  useEffect(() => { if (user.role === "administrator") void all.users.refresh(); }, []); // who wrote something, by name
  const label = wcode("s", "customers");
  return html`<${Found} id=${id} user=${user} tools=${html`<${Export} user=${user}/><button type="button" class="btn sm" onClick=${() => go("customers", fresh)}><${Icon} name="plus" size="s"/>${w("add")}</button>`}/>
    ${id === fresh ? html`<${NewCustomer}/>` : id ? html`<${Record} key=${id} id=${id} user=${user}/>` : html`<main class="scroll det none"><${Empty} icon="users" title=${w("choose_one", { what: label })} why=${w("cu.why")}/></main>`}`;
}
