/** What the browser adds to pages that already work without it. Each module stands alone. */
import "./htmx";
import "./dialogs";
import "./errors";
import "./guard";
import "./near";
import "./passkeys";
import "./preview";
import "./share";
import "./sheet";
import "./typing";
import { connect } from "./realtime";
import { register } from "./worker";

connect();
register();
