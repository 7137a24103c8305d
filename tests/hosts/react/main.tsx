import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Import } from "./Import";

function Page() {
  const [shown, setShown] = useState(true);
  return (
    <>
      <button onClick={() => setShown(!shown)}>Show or hide</button>
      {shown && <Import />}
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
