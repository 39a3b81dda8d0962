// `npm run build`: a clean dist/ from src/.
import { build, install } from "./setup.mjs";

install();
build();
