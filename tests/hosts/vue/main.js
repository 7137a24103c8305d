import { createApp } from "vue";
import Import from "./Import.vue";

createApp(Import).mount("#app");
