import { defineConfig } from "vite";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../src/parvis/web", import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  base: "/static/",
  publicDir: false,
  resolve: {
    alias: {
      "htmx.org": fileURLToPath(new URL("node_modules/htmx.org", import.meta.url)),
      leaflet: fileURLToPath(new URL("node_modules/leaflet", import.meta.url)),
    },
  },
  build: {
    outDir: `${web}/dist`,
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["es2020", "safari14"],
    cssTarget: ["safari14", "chrome90"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        main: `${web}/ts/main.ts`, styles: `${web}/styles/main.css`, sw: `${web}/ts/sw.ts`,
        paper: `${web}/styles/paper/paper.css`,
        kiosk: `${web}/ts/kiosk.ts`,
        hall: `${web}/styles/kiosk/kiosk.css`,
        // The month and the plan of the agenda: the other pages do not carry them.
        month: `${web}/styles/month.css`,
        map: `${web}/ts/map.ts`,
        mapstyles: `${web}/styles/map.css`,
      },
      // The service worker keeps one name: its address is /sw.js for ever.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
