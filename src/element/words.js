// Made from locales/*.ftl by the tests of crates/locale: what is said before the application,
// which has the other words, is there.
export const WORDS = {
  "en": {
    "again": "Try again",
    "app.browser": "This browser is too old for the importer. Update it, or open the page in a current Chrome, Edge, Firefox or Safari. (It lacks: {missing})",
    "app.integrity": "The importer could not be loaded: {file} is of another version, or was changed on its way. Reload the page; if that does not help, the owner of the site has to put all files of one version there.",
    "app.not_loaded": "The importer could not be loaded: {file} did not arrive ({detail}). Check the connection and try again.",
    "app.not_started": "The importer could not be started. Reload the page. ({detail})",
    "app.wasm_blocked": "The security settings of this page forbid the importer to run. The owner of the site has to add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy.",
    "app.wrong_type": "The importer could not be loaded: instead of {file} the server sent a page ({type}). The owner of the site has to put the file where it belongs.",
    "host.attribute": "The attribute “{name}” of the importer has a value that means nothing here: {value}"
  },
  "ru": {
    "again": "Попробовать ещё раз",
    "app.browser": "Этот браузер слишком старый для импорта. Обновите его или откройте страницу в свежем Chrome, Edge, Firefox или Safari. (Не хватает: {missing})",
    "app.integrity": "Импорт не загрузился: файл {file} другой версии или изменён по дороге. Обновите страницу; если не поможет, владельцу сайта нужно выложить все файлы одной версии.",
    "app.not_loaded": "Импорт не загрузился: файл {file} не пришёл ({detail}). Проверьте связь и попробуйте ещё раз.",
    "app.not_started": "Импорт не запустился. Обновите страницу. ({detail})",
    "app.wasm_blocked": "Настройки безопасности страницы не дают запустить импорт. Владельцу сайта нужно добавить 'wasm-unsafe-eval' в script-src политики Content-Security-Policy.",
    "app.wrong_type": "Импорт не загрузился: вместо файла {file} сервер прислал страницу ({type}). Владельцу сайта нужно положить файл на место.",
    "host.attribute": "У атрибута «{name}» импорта значение, которое здесь ничего не значит: {value}"
  },
  "uk": {
    "again": "Спробувати ще раз",
    "app.browser": "Цей браузер застарий для імпорту. Оновіть його або відкрийте сторінку в новому Chrome, Edge, Firefox чи Safari. (Бракує: {missing})",
    "app.integrity": "Імпорт не завантажився: файл {file} іншої версії або змінений дорогою. Оновіть сторінку; якщо не допоможе, власнику сайту треба викласти всі файли однієї версії.",
    "app.not_loaded": "Імпорт не завантажився: файл {file} не надійшов ({detail}). Перевірте зв’язок і спробуйте ще раз.",
    "app.not_started": "Імпорт не запустився. Оновіть сторінку. ({detail})",
    "app.wasm_blocked": "Налаштування безпеки сторінки не дають запустити імпорт. Власнику сайту треба додати 'wasm-unsafe-eval' до script-src політики Content-Security-Policy.",
    "app.wrong_type": "Імпорт не завантажився: замість файлу {file} сервер надіслав сторінку ({type}). Власнику сайту треба покласти файл на місце.",
    "host.attribute": "Атрибут «{name}» імпорту має значення, яке тут нічого не означає: {value}"
  }
};
