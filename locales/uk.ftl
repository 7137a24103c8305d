# Слова імпортера. Ключі зібрано за кроками, на яких їх видно.

app-title = Імпорт клієнтів
language-label = Мова
steps-label = Кроки
step-file = Файл
step-columns = Колонки
step-review = Рядки
step-split = Месенджери
step-done = Результат
close = Закрити
cancel = Скасувати
retry = Повторити
number = { $count }

## File

drop-title = Перетягніть сюди файл із клієнтами
drop-choose = Вибрати файл
drop-formats = Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) або CSV: вивантаження з CRM чи з Leeloo
drop-privacy = Файл читається на цьому комп’ютері. Нічого не надсилається, доки ви не натиснете «Імпортувати».
first-loading = Імпорт завантажується…
first-held = «{ $file }» відкриється, щойно імпорт завантажиться
opening-title = Відкриваємо «{ $file }»
replace-file-title = Відкрити «{ $file }» замість цього файлу?
replace-file-again = Прочитати «{ $file }» з новими налаштуваннями?
replace-file-hint = Правки в «{ $open }» ніде не збережено. Якщо їх не зберегти, вони зникнуть.
replace-file-stay = Залишитися
replace-file-save = Зберегти й відкрити
replace-file-open = Відкрити
opened-announcement = { $count ->
    [one] Файл «{ $file }» відкрито: { $count } клієнт
    [few] Файл «{ $file }» відкрито: { $count } клієнти
   *[many] Файл «{ $file }» відкрито: { $count } клієнтів
}
progress-label = Перебіг роботи
progress-starting = Починаємо…
progress-reading = { $rows ->
    [one] Прочитано { $done } з { $total }, { $rows } рядок
    [few] Прочитано { $done } з { $total }, { $rows } рядки
   *[many] Прочитано { $done } з { $total }, { $rows } рядків
}
progress-checking = Перевіряємо: { $done } з { $total } рядків
progress-working = Працюємо: { $done } з { $total } рядків
progress-making = Готуємо файл: { $done } з { $total } рядків
progress-sending = Надіслано клієнтів: { $done } з { $total }
progress-waiting = Сервер не відповідає. Пробуємо ще раз…
percent = { $value } %
size-bytes = { $size } Б
size-kilobytes = { $size } КБ
size-megabytes = { $size } МБ

## Summary

summary-label = Відкритий файл
summary-facts = { $format }, { $size }, { $rows }
sheet-label = Аркуш
sheet-hidden = прихований
hidden-rows = { $count ->
    [one] Імпортувати й { $count } прихований рядок
    [few] Імпортувати й { $count } приховані рядки
   *[many] Імпортувати й { $count } прихованих рядків
}
blank-rows = { $count ->
    [one] { $count } порожній рядок пропущено
    [few] { $count } порожні рядки пропущено
   *[many] { $count } порожніх рядків пропущено
}
count-rows = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
}
count-clients = { $count ->
    [one] клієнт з ID
    [few] клієнти з ID
   *[many] клієнтів з ID
}
count-ready = { $count ->
    [one] готовий до імпорту
   *[many] готові до імпорту
}
count-errors = { $count ->
    [one] рядок з помилками
    [few] рядки з помилками
   *[many] рядків з помилками
}
count-warnings = { $count ->
    [one] рядок із зауваженнями
    [few] рядки із зауваженнями
   *[many] рядків із зауваженнями
}
summary-merged = { $count ->
    [one] { $count } область об’єднаних клітинок: значення є лише в першій
    [few] { $count } області об’єднаних клітинок: значення є лише в першій
   *[many] { $count } областей об’єднаних клітинок: значення є лише в першій
}
summary-hidden-columns = { $count ->
    [one] Прихована колонка { $letters } бере участь
   *[many] Приховані колонки { $letters } беруть участь
}
summary-filter = У файлі ввімкнено фільтр: { $area }

## Columns

columns-title = Колонки
columns-hint = Перевірте, яка колонка потрапить у яке поле. Решта лишиться у вашому файлі.
columns-letter = Колонка
columns-header = У файлі
columns-samples = Перші значення
columns-target = Поле
columns-target-of = Поле колонки «{ $column }»
columns-confidence = Визначено
columns-unnamed = Без заголовка
columns-filled = { $count ->
    [one] { $count } значення
    [few] { $count } значення
   *[many] { $count } значень
}
columns-more = { $count ->
    [one] Показати ще { $count } колонку
    [few] Показати ще { $count } колонки
   *[many] Показати ще { $count } колонок
}
header-label = Рядок заголовків
header-none = Без заголовків
header-choice = Рядок { $row }: { $preview }
encoding-label = Кодування
delimiter-label = Роздільник
delimiter-comma = Кома ,
delimiter-semicolon = Крапка з комою ;
delimiter-tab = Табуляція
delimiter-bar = Риска |
target-none = Не імпортувати
evidence-header_exact = За заголовком
evidence-header_alias = За схожим заголовком
evidence-content = За значеннями
evidence-preset = Відоме вивантаження
evidence-chosen = Ваш вибір
evidence-row_numbers = Додано імпортером
evidence-none = —
field-social_id = ID у месенджері
field-name = Ім’я
field-first_name = Ім’я (без прізвища)
field-middle_name = По батькові
field-last_name = Прізвище
field-email = E-mail
field-phone = Телефон
field-gender = Стать
field-locale = Мова і країна
field-tags = Теги
field-created_at = Дата створення
field-updated_at = Дата зміни
field-last_message_time = Останнє повідомлення
field-utm_source = utm_source
field-utm_medium = utm_medium
field-utm_campaign = utm_campaign
field-utm_term = utm_term
field-utm_content = utm_content
field-tunnel = Тунель
field-messenger = Месенджер
field-custom = Власне поле
preset-amocrm_contacts = amoCRM, контакти
preset-amocrm_deals = amoCRM, угоди
preset-zoho_contacts = Zoho CRM, контакти
preset-bitrix24_contacts = Бітрікс24, контакти
preset-botmother = Botmother
preset-bothelp = BotHelp
preset-leeloo_export = Вивантаження Leeloo
next-review = Далі: рядки
columns-recognised = Формат розпізнано: { $preset }. Колонки розставлено.
recovered = { $count ->
    [0] Схоже, забракло пам’яті: файл прочитано заново.
   *[other] Схоже, забракло пам’яті: файл прочитано заново, ваші правки на місці: { $count }.
}
recovered-lost = { $count ->
    [one] Не вдалося повторити { $count } правку.
    [few] Не вдалося повторити { $count } правки.
   *[many] Не вдалося повторити { $count } правок.
}
columns-remembered = Колонки розставлено, як минулого разу з такими заголовками.
columns-forget = Розставити заново
columns-look = перевірте
columns-twin = Такий самий заголовок: { $letters }
columns-unmapped = { $count ->
    [one] { $count } колонка не імпортується, але залишиться у файлах, які ви збережете: { $names }
    [few] { $count } колонки не імпортуються, але залишаться у файлах, які ви збережете: { $names }
   *[many] { $count } колонок не імпортуються, але залишаться у файлах, які ви збережете: { $names }
}
columns-own = Номери рядків попереднього файлу: не імпортуються
columns-choose = Виберіть поле
columns-group-client = Клієнт
columns-group-ids = Месенджер
columns-group-dates = Дати
columns-group-utm = Мітки UTM
columns-group-other = Інше
columns-group-more = Ще
columns-split-name = Розділити на ім’я та прізвище
columns-custom = Власне поле…
columns-custom-name = Власне поле «{ $name }»
columns-custom-of = Назва власного поля для колонки «{ $column }»
columns-custom-take = Готово
columns-custom-latin = Лише латинські літери, цифри, пробіл, _ і -; першою — літера.
columns-custom-used = Власних полів зайнято: { $count } із { $max }.
columns-feed-add = Ще одне поле
columns-feed-add-of = Ще одне поле з колонки «{ $column }»
columns-feed-of = Ще з колонки «{ $column }»
columns-feed-part = Яка частина
columns-feed-remove = Прибрати поле
columns-part-whole = Усе значення
columns-part-first = Перше слово
columns-part-rest = Усе після нього
columns-dates = Порядок дат
columns-dates-dmy = День, місяць, рік (31.12.2026)
columns-dates-mdy = Місяць, день, рік (12/31/2026)
columns-dates-ymd = Рік, місяць, день (2026-12-31)
columns-dates-auto = Визначити за значеннями
columns-dates-proof = Підтверджують порядок: { $count } з { $values }.
columns-dates-open = За значеннями ({ $count }) порядок не визначити: перевірте.
columns-dates-against = { $count ->
    [one] { $count } каже про інше.
   *[many] { $count } кажуть про інше.
}
columns-country = Телефони без коду
columns-country-none = Не доповнювати
columns-joins = Кілька колонок для одного поля
columns-join-of = { $field }: { $columns }
columns-join-first = Перша заповнена
columns-join-space = Усі, через пробіл
columns-join-comma = Усі, через кому
columns-join-semicolon = Усі, через крапку з комою
columns-join-line = Усі, з нового рядка
columns-join-with = Усі, через «{ $sign }»
columns-save = Зберегти налаштування колонок
columns-load = Завантажити налаштування
preset-other = { $code }
columns-country-suggest = Решта номерів: { $country }.
columns-country-use = Доповнювати цим кодом
columns-unfit = { $count ->
    [one] Для { $count } запису з файлу тут немає місця: { $names }.
   *[many] Для { $count } записів із файлу тут немає місця: { $names }.
}
columns-taken = Колонки розставлено за файлом.
columns-without-ids = Немає колонки з ID у месенджері.
columns-without-ids-hint = Виберіть її нижче. Якщо їх у базі немає, клієнтам можна дати умовні номери: їх буде імпортовано, але написати їм не можна.
columns-number = Пронумерувати клієнтів у колонці «{ $column }»

## Rows

review-title = Рядки
review-hint = Рядки з помилками не надсилаються, із зауваженнями — надсилаються.
problems-title = Що не так
problems-none = Усе гаразд.
filter-label = Показати
filter-all = Усі рядки
filter-problems = Із зауваженнями та помилками
filter-errors = З помилками
filter-ready = Готові до імпорту
filter-excluded = Вилучені
filter-changed = Змінені
grid-label = Рядки файлу
grid-row-number = Номер рядка
grid-empty = Тут немає рядків.
grid-keys = Стрілки переміщують, введення або F2 змінює клітинку, Shift виділяє далі, клавіша меню показує, що можна зробити. Escape, потім Tab — вихід із рядків.
grid-leave = Тепер Tab вийде з рядків.
grid-selected = { $count ->
    [one] Виділено { $count } клітинку: { $rows } × { $columns }
    [few] Виділено { $count } клітинки: { $rows } × { $columns }
    [many] Виділено { $count } клітинок: { $rows } × { $columns }
   *[other] Виділено { $count } клітинки: { $rows } × { $columns }
}
grid-changed = { $count ->
    [one] Змінено { $count } клітинку
    [few] Змінено { $count } клітинки
    [many] Змінено { $count } клітинок
   *[other] Змінено { $count } клітинки
}
grid-changed-many = Клітинки змінено
grid-same = У клітинках уже це значення: нічого не змінилося.
grid-cut-off = Те, що не вмістилося в рядки й колонки, не вставлено.
grid-copied = { $count ->
    [one] Скопійовано { $count } клітинку
    [few] Скопійовано { $count } клітинки
    [many] Скопійовано { $count } клітинок
   *[other] Скопійовано { $count } клітинки
}
grid-copying = Копіюю…
grid-copy-again = Клітинки готові. Натисніть клавіші копіювання ще раз.
grid-copy-most = За один раз можна скопіювати до { $count } клітинок. Збережіть рядки у файл.
grid-paste-keys = Браузер не дозволяє вставляти кнопкою: натисніть Ctrl+V.
grid-paste-nothing = У буфері обміну немає тексту.
grid-sorted-up = Сортування за колонкою { $column } за зростанням. Порядок у файлі не змінюється.
grid-sorted-down = Сортування за колонкою { $column } за спаданням. Порядок у файлі не змінюється.
grid-sorted-not = У порядку файлу
grid-select-column = Виділити колонку
grid-sort-up = За зростанням
grid-sort-down = За спаданням
grid-sort-not = Порядок файлу
grid-wider = Ширше
grid-narrower = Вужче
grid-fit = Ширина за видимими значеннями
grid-leave-out = Вилучити рядки
grid-take-in = Повернути рядки в імпорт
move-open = Інший месенджер…
move-listed = Перенести показані рядки до іншого месенджера
move-listed-short = Перенести…
move-title = Інший месенджер для цих клієнтів
move-hint = ID, повтори та боти перевіряться заново. Крок можна скасувати.
move-from = Кого
move-from-any = Усіх клієнтів у цих рядках
move-to = Куди
move-as-found = Як у файлі
move-count = { $count ->
    [one] Перейдуть клієнти з { $count } рядка.
   *[many] Перейдуть клієнти з { $count } рядків.
}
move-nobody = Вони всі вже там.
move-apply = Перенести
cell-name = Клітинка { $cell }
cell-menu = Клітинки
cell-edit = Змінити
cell-cut = Вирізати
cell-copy = Копіювати
cell-paste = Вставити
cell-fill-down = Заповнити вниз
cell-clear = Очистити
cell-reset = Повернути як у файлі
inspector-empty = Виберіть клітинку, щоб побачити її повністю та що з нею не так.
severity-error = Помилка
severity-warning = Зауваження
next-split = Далі: месенджери

title-social_id-column_missing = Немає колонки з ID
title-social_id-missing = Немає ID
title-social_id-damaged = ID зіпсовано
title-social_id-malformed = Це не ID
title-row-duplicate = Повтор
title-name-missing = Немає імені
title-social_id-placeholder = Умовний ID
title-social_id-messenger_mismatch = ID іншого месенджера?
title-email-malformed = Неправильний e-mail
title-phone-malformed = Неправильний телефон
title-date-malformed = Неправильна дата
title-cell-error_value = Помилка Excel
title-text-mojibake = Нечитабельний текст
title-text-hidden_characters = Невидимі символи
title-custom_field-name = Назва власного поля
title-custom_field-too_many = Забагато власних полів
title-client-other_messenger = Відомий в іншому месенджері
title-gender-malformed = Невідома стать
title-locale-malformed = Невідома мова
title-rule-required = Не заповнено обов’язкове поле
title-rule-pattern = Неправильна форма
title-rule-one_of = Немає серед дозволених значень
title-rule-length = Неправильна довжина
title-rule-range = Число поза межами
title-rule-unique = Повторюється
title-client-too_large = Забагато даних
title-server-rejected = Не прийнято сервером

problem-social_id-column_missing = Не вибрано колонку з ID у месенджері. Виберіть її на кроці «Колонки».
problem-social_id-missing = Немає ID у месенджері, такого клієнта імпортувати не можна.
problem-social_id-damaged = { $kind ->
    [scientific] ID зіпсовано: { $value } — лише його початок, решту Excel округлив. Візьміть його знову з джерела, у колонці з форматом «Текст».
    [precision] ID зіпсовано: останні цифри Excel замінив нулями ({ $value }). Візьміть його знову з джерела, у колонці з форматом «Текст».
    [decimal_tail] ID зіпсовано: у { $value } з’явилася дробова частина.
    [separators] ID зіпсовано: у { $value } між цифрами стоять роздільники.
    [date] ID зіпсовано: Excel перетворив його на дату ({ $value }).
   *[other] ID зіпсовано: { $value }.
}
problem-social_id-malformed = «{ $value }» — не ID жодного з месенджерів.
problem-row-duplicate = Той самий клієнт у кількох рядках: { $rows }. Залиште один із них.
problem-name-missing = Немає імені: картка буде без імені.
problem-social_id-placeholder = Умовний номер: написати такому клієнту не можна.
problem-social_id-messenger_mismatch = «{ $value }» не схоже на ID у { $messenger }. Клієнта буде імпортовано, але повідомлення можуть не доходити.
problem-email-malformed = { $kind ->
    [typo] «{ $value }» схоже на помилку. Можливо, це { $repair }.
   *[other] «{ $value }» — не адреса пошти.
}
problem-phone-malformed = { $kind ->
    [no_country] У «{ $value }» немає коду країни. Виберіть країну таких номерів у кроці «Колонки».
    [several] У «{ $value }» кілька номерів. Імпортувати можна один.
    [extension] У «{ $value }» є додатковий номер. З ним імпортувати не можна.
    [short] У «{ $value }» замало цифр для номера телефону.
    [long] У «{ $value }» забагато цифр для номера телефону.
    [length] У «{ $value }» не стільки цифр, скільки буває в номерах цієї країни.
    [calling_code] «{ $value }» починається з коду країни, якого немає.
   *[other] «{ $value }» — не номер телефону.
}
problem-date-malformed = { $kind ->
    [order] «{ $value }» не підходить під порядок дня й місяця в цій колонці.
    [serial] «{ $value }» — дата, записана числом.
    [no_such_day] Такого дня немає: «{ $value }».
   *[other] «{ $value }» — не дата.
}
problem-cell-error_value = У клітинці помилка Excel: { $value }.
problem-text-mojibake = Текст нечитабельний: його збережено в іншому кодуванні.
problem-text-hidden_characters = Навколо значення апостроф, пробіл або невидимий символ, його буде надіслано без нього.
problem-custom_field-name = «{ $value }» не може бути назвою поля: потрібні латинські літери.
problem-custom_field-too_many = Власних полів більше, ніж може бути в компанії: { $count }, а можна { $max }.
problem-client-other_messenger = Цей ID відомий в іншому месенджері: з’явиться друга картка.
problem-gender-malformed = «{ $value }» — такої статі платформа не знає. Значення надішлеться як є.
problem-locale-malformed = «{ $value }» — такої мови платформа не знає. Значення надішлеться як є.
problem-rule-required = Поле «{ $field }» тут не має бути порожнім.
problem-rule-pattern = «{ $value }» не тієї форми, яка потрібна цьому полю: { $pattern }
problem-rule-one_of = «{ $value }» немає серед дозволених значень: { $values }
problem-rule-length = { $kind ->
    [min] «{ $value }» закоротке: потрібно знаків не менше { $min }.
    [max] «{ $value }» задовге: потрібно знаків не більше { $max }.
   *[both] У «{ $value }» має бути знаків від { $min } до { $max }.
}
problem-rule-range = { $kind ->
    [min] «{ $value }»: потрібне число не менше { $min }.
    [max] «{ $value }»: потрібне число не більше { $max }.
   *[both] «{ $value }»: потрібне число від { $min } до { $max }.
}
problem-rule-unique = Однакові значення { $fields } у кількох рядках: { $rows }.
problem-client-too_large = Сервер не приймає стільки даних про одного клієнта: скоротіть найдовші значення рядка.
problem-server-rejected = Сервер не прийняв рядок: { $message }
problem-other = Зауваження { $code }
inspector-title = Клітинка
map-title = Де у файлі
map-row = рядок { $row }
map-single = Рядок { $first }: { $errors }, { $warnings }
map-stretch = Рядки { $first }–{ $last }: { $errors }, { $warnings }
map-errors = { $count ->
    [one] { $count } з помилками
   *[many] { $count } з помилками
}
map-warnings = { $count ->
    [one] { $count } із зауваженнями
   *[many] { $count } із зауваженнями
}
story-show = Усе про клітинку
story-hide = Згорнути
story-file = У файлі
story-shown = Видно в таблиці
story-changed = Змінено на
story-sent = Буде надіслано
story-sent-nothing = Нічого
story-messenger = Чому цей месенджер
story-kind-text = текст
story-kind-number = число
story-kind-date = дата
story-kind-bool = так чи ні
story-kind-error = помилка
story-kind-empty = порожньо

## Repairs

repair-clean = { $count ->
    [one] Прибрати зайві знаки в { $count } клітинці
   *[many] Прибрати зайві знаки в { $count } клітинках
}
repair-digits = { $count ->
    [one] Залишити лише цифри в { $count } ID
   *[many] Залишити лише цифри в { $count } ID
}
repair-placeholder = { $count ->
    [one] Дати умовний номер { $count } клієнту
   *[many] Дати умовні номери { $count } клієнтам
}
repair-international = { $count ->
    [one] Привести { $count } телефон до міжнародного вигляду
    [few] Привести { $count } телефони до міжнародного вигляду
   *[many] Привести { $count } телефонів до міжнародного вигляду
}
repair-typo = { $count ->
    [one] Виправити одруківку в { $count } адресі
   *[many] Виправити одруківки в { $count } адресах
}
repair-iso_date = { $count ->
    [one] Записати { $count } дату як рік-місяць-день
    [few] Записати { $count } дати як рік-місяць-день
   *[many] Записати { $count } дат як рік-місяць-день
}
repair-gender = { $count ->
    [one] Записати стать як MALE або FEMALE в { $count } клітинці
   *[many] Записати стать як MALE або FEMALE в { $count } клітинках
}
repair-locale = { $count ->
    [one] Записати мову як uk_UA в { $count } клітинці
   *[many] Записати мову як uk_UA в { $count } клітинках
}
repair-decode = { $count ->
    [one] Відновити { $count } нечитабельний текст
    [few] Відновити { $count } нечитабельні тексти
   *[many] Відновити { $count } нечитабельних текстів
}
repair-clear = { $count ->
    [one] Очистити { $count } клітинку
    [few] Очистити { $count } клітинки
   *[many] Очистити { $count } клітинок
}
repair-keep_first = { $count ->
    [one] З однакових залишити перший, вилучити { $count } рядок
    [few] З однакових залишити перший, вилучити { $count } рядки
   *[many] З однакових залишити перший, вилучити { $count } рядків
}
repair-keep_last = { $count ->
    [one] З однакових залишити останній, вилучити { $count } рядок
    [few] З однакових залишити останній, вилучити { $count } рядки
   *[many] З однакових залишити останній, вилучити { $count } рядків
}
repair-merge = { $count ->
    [one] Об’єднати повтори: порожнє в першому доповнити з наступних ({ $count } рядок)
    [few] Об’єднати повтори: порожнє в першому доповнити з наступних ({ $count } рядки)
   *[many] Об’єднати повтори: порожнє в першому доповнити з наступних ({ $count } рядків)
}
repair-exclude = Вилучити ці рядки
repair-other = { $code }: виправити ({ $count })
repair-hint-placeholder = Кожен отримає власний номер, якого немає ні в кого іншого. Написати таким клієнтам не можна: у них немає месенджера.
repair-hint-keep_first = Решта рядків повтору залишаться у файлі, але не будуть надіслані.
repair-hint-keep_last = Решта рядків повтору залишаться у файлі, але не будуть надіслані.
repair-hint-merge = Заповнене в першому рядку не зміниться. Наступні рядки залишаться у файлі, але не будуть надіслані.
repair-hint-exclude = Рядки залишаться у файлі, але не будуть надіслані. Їх можна повернути.
repair-here-clean = Прибрати зайві знаки
repair-here-digits = Залишити лише цифри
repair-here-placeholder = Дати умовний номер
repair-here-international = Привести до міжнародного вигляду
repair-here-typo = Виправити одруківку
repair-here-iso_date = Записати як рік-місяць-день
repair-here-gender = Записати як MALE або FEMALE
repair-here-locale = Записати як uk_UA
repair-here-decode = Відновити текст
repair-here-clear = Очистити клітинку
repair-here-keep_first = Залишити перший із повторів
repair-here-keep_last = Залишити останній із повторів
repair-here-merge = Об’єднати повтори
repair-here-exclude = Вилучити рядок
repair-here-other = { $code }
repair-in-column = { $repair } (колонка { $column })
repair-row-exclude = Вилучити рядок
repair-row-include = Повернути рядок
repair-cell = Клітинка
repair-before = Зараз
repair-after = Стане
repair-empty = порожньо
repair-counting = Рахуємо, що зміниться…
repair-count = { $count ->
    [one] Зміниться { $count } клітинка ({ $rows }). Приклади:
    [few] Зміняться { $count } клітинки ({ $rows }). Приклади:
   *[many] Зміняться { $count } клітинок ({ $rows }). Приклади:
}
repair-count-rows = Стосується: { $rows }.
repair-nothing = Змінювати нічого.
repair-apply = Застосувати

## History

history-title = Історія
history-empty = Поки нічого не змінювали.
history-start = Як у файлі
history-taken-back = скасовано
history-undo = Скасувати
history-redo = Повернути
history-undo-step = Скасувати: { $step }
history-redo-step = Повернути: { $step }
history-done = Готово: { $step }
history-undone = Скасовано: { $step }
history-redone = Повернено: { $step }
history-changed-cells = { $count ->
    [one] { $count } змінена клітинка
    [few] { $count } змінені клітинки
   *[many] { $count } змінених клітинок
}
history-excluded-rows = { $count ->
    [one] { $count } вилучений рядок
    [few] { $count } вилучені рядки
   *[many] { $count } вилучених рядків
}
history-edit = { $count ->
    [one] Змінити { $count } клітинку
    [few] Змінити { $count } клітинки
   *[many] Змінити { $count } клітинок
}
history-replace = { $count ->
    [one] Замінити «{ $find }» на «{ $with }» в { $count } клітинці
   *[many] Замінити «{ $find }» на «{ $with }» в { $count } клітинках
}
history-exclude = { $count ->
    [one] Вилучити { $count } рядок
    [few] Вилучити { $count } рядки
   *[many] Вилучити { $count } рядків
}
history-include = { $count ->
    [one] Повернути { $count } рядок
    [few] Повернути { $count } рядки
   *[many] Повернути { $count } рядків
}
history-move = { $count ->
    [one] Перенести { $count } клієнта до { $to }
   *[many] Перенести { $count } клієнтів до { $to }
}
history-move_back = { $count ->
    [one] Повернути { $count } клієнта до месенджера з файлу
   *[many] Повернути { $count } клієнтів до месенджера з файлу
}
history-header = Інший рядок заголовків
history-target = Інше поле колонки { $column }
history-messenger = Інший месенджер клієнтів
history-hidden_rows = Приховані рядки
history-mapping = Інша розстановка колонок
history-returned = { $count ->
    [one] Узяти { $count } клітинку з виправленого файлу
    [few] Узяти { $count } клітинки з виправленого файлу
   *[many] Узяти { $count } клітинок із виправленого файлу
}
history-recipe = Застосувати рецепт
history-other = Зміна
returned-cells = { $count ->
    [0] Виправлений файл тут нічого не змінює.
    [one] З виправленого файлу взято { $count } клітинку.
    [few] З виправленого файлу взято { $count } клітинки.
   *[many] З виправленого файлу взято { $count } клітинок.
}
returned-kept = { $count ->
    [one] { $count } клітинка, змінена тут, лишилася як є.
    [few] { $count } клітинки, змінені тут, лишилися як є.
   *[many] { $count } клітинок, змінених тут, лишилися як є.
}
returned-gone = { $count ->
    [one] { $count } рядка там немає, тут він лишився.
    [few] { $count } рядків там немає, тут вони лишилися.
   *[many] { $count } рядків там немає, тут вони лишилися.
}
returned-added = { $count ->
    [one] { $count } рядок без номера не взято.
    [few] { $count } рядки без номера не взято.
   *[many] { $count } рядків без номера не взято.
}

## Find

find-toolbar = Дії з рядками
find-rows = Знайти в рядках
find-previous-problem = Попередня проблема
find-next-problem = Наступна проблема
find-no-problems = Серед цих рядків зауважень немає.
find-title = Знайти та замінити
find-what = Що шукати
find-with = На що замінити
find-column = Де
find-all-columns = В усіх колонках
find-case = З урахуванням регістру
find-whole = Клітинка повністю
find-regex = Регулярний вираз
find-hint = Введіть, що шукати: тут буде видно, що зміниться.
find-previous = Попереднє
find-next = Наступне
# Which of the cells found the person is on.
find-hit = { $number } з { $total }
find-none = Серед цих рядків такого немає.
find-replace-all = Замінити всі

## Saving

save-title = Завантажити
save-errors = Файл із позначками помилок
save-errors-hint = Ваші дані в .xlsx, зауваження — кольором і примітками. Виправте й відкрийте тут знову.
save-problems = Список проблем (.csv)
save-problems-hint = Рядок, колонка, значення й що не так
save-xlsx = Рядки як зараз (.xlsx)
save-csv = Рядки як зараз (.csv)
save-cleaned-hint = З усіма виправленнями й усіма колонками, без вилучених рядків
save-done = Збережено файл «{ $file }»
save-example = Завантажити приклад
save-example-hint = Немає файлу під рукою?
recipe-save = Зберегти рецепт
recipe-save-hint = Кроки, щоб повторити їх на наступному файлі
recipe-hint = Ці кроки можна зберегти й повторити на файлі наступного місяця.
recipe-apply-file = Застосувати рецепт із файлу
recipe-title = Рецепт «{ $file }»
recipe-apply = Застосувати всі кроки
recipe-finds-nothing = тут нічого не змінює

## Messengers

split-title = Месенджери та боти
split-hint = Клієнти кожного месенджера імпортуються зі своїм ботом.
split-empty = Поки нема кого імпортувати. Виберіть колонку з ID на кроці «Колонки».
split-by-chosen = Ваш вибір
split-by-column = За колонкою месенджера
split-by-id-column = За назвою колонки з ID
split-by-id-form = За виглядом ID
split-by-none = З файлу не видно, якого месенджера ці ID.
messenger-unknown = Месенджер не визначено
messenger-choose = Виберіть месенджер
card-rows = Показати рядки
card-of = { $count ->
    [one] із { $count } клієнта готово до імпорту
   *[many] із { $count } клієнтів готово до імпорту
}
card-messenger = Месенджер
card-bot = Бот
card-place = Тунель або LGT
card-lgt = LGT
card-lgt-id = ID LGT
card-lgt-hint = ID LGT на платформі
card-tunnel-id = ID тунелю
card-tunnel-hint = ID тунелю на платформі
card-tag-new = новий
card-show = Показати
card-held-back = { $count ->
    [one] { $count } клієнт з помилками: не імпортується.
    [few] { $count } клієнти з помилками: не імпортуються.
    [many] { $count } клієнтів з помилками: не імпортуються.
   *[other] { $count } клієнта з помилками: не імпортуються.
}
place-tunnel = Тунель за його ID…
place-lgt = LGT за його ID…
bot-gone = Бота «{ $name }» більше немає. Виберіть іншого.
tunnel-gone = Тунелю «{ $name }» більше немає. Виберіть інший або залиште тунель за замовчуванням.
card-tags = Теги
card-tags-hint = vip, весна
bot-choose = Виберіть бота
bots-loading = Завантажуємо ботів…
tunnel-default = Тунель за замовчуванням
split-to-columns = До колонок
split-download = Завантажити
split-all-xlsx = Усі месенджери, .xlsx у .zip
split-all-xlsx-hint = Для імпорту на самій платформі
split-all-csv = Усі месенджери, .csv у .zip
split-all-json = Усі месенджери, .json у .zip
split-rejected = Рядки, які не надсилаються, .xlsx
split-rejected-hint = З причиною в кожному
split-rejected-sheet = Не надсилаються
split-rejected-row = Рядок у файлі
split-rejected-reason = Причина
split-others = У папці «{ $folder }» лежать файли іншого поділу: { $files }. Вкажіть іншу папку в --out або додайте --force, щоб залишити їх там.
split-others-stay = У папці «{ $folder }» залишилися файли іншого поділу: { $files }.
split-whole-question = З якого месенджера ці ID?
split-whole-hint = { $count ->
    [one] У файлі цього не сказано. Вибір — для { $count } клієнта.
    [few] У файлі цього не сказано. Вибір — для всіх { $count } клієнтів.
    [many] У файлі цього не сказано. Вибір — для всіх { $count } клієнтів.
   *[other] У файлі цього не сказано. Вибір — для всіх { $count } клієнта.
}
card-download = Завантажити
card-placeholders = { $count ->
    [one] { $count } клієнт з умовним номером замість ID: повідомлень не отримає.
    [few] { $count } клієнти з умовними номерами замість ID: повідомлень не отримають.
    [many] { $count } клієнтів з умовними номерами замість ID: повідомлень не отримають.
   *[other] { $count } клієнта з умовними номерами замість ID: повідомлень не отримають.
}
card-mismatches = { $count ->
    [one] { $count } ID не схожий на ID цього месенджера: клієнт може не отримувати повідомлень.
    [few] { $count } ID не схожі на ID цього месенджера: клієнти можуть не отримувати повідомлень.
    [many] { $count } ID не схожі на ID цього месенджера: клієнти можуть не отримувати повідомлень.
   *[other] { $count } ID не схожі на ID цього месенджера: клієнти можуть не отримувати повідомлень.
}
card-bot-id = ID бота
card-bot-id-hint = ID бота на платформі
card-tag-remove = Прибрати тег «{ $tag }»
bot-others = Боти інших месенджерів
bot-doubt = «{ $bot }» пише у { $other }, а ці клієнти — з { $messenger }: повідомлень від нього вони не отримають.
bot-doubt-confirm = Усе одно вибрати
bot-other = «{ $bot }» — бот { $other }: клієнти { $messenger } повідомлень від нього не отримають.
backend-none = Сервер не під’єднано: файли можна перевірити, але не імпортувати.
import-same = Без змін: { $count }. Їх не буде надіслано.
import = Імпортувати
import-count = { $count ->
    [one] Імпортувати { $count } клієнта
   *[many] Імпортувати { $count } клієнтів
}
import-held-back = { $count ->
    [one] { $count } рядок з помилками не буде надіслано.
    [few] { $count } рядки з помилками не буде надіслано.
   *[many] { $count } рядків з помилками не буде надіслано.
}
missing-column = Виберіть колонку з ID у месенджері.
missing-clients = Немає клієнтів, готових до імпорту: виправте рядки з помилками.
missing-backend = Сервер не під’єднано.
missing-messenger = { $count ->
    [one] Виберіть месенджер для { $count } клієнта.
   *[many] Виберіть месенджер для { $count } клієнтів.
}
missing-bot = Виберіть бота для { $messenger }.
missing-place = Впишіть ID тунелю або LGT для { $messenger } чи виберіть тунель за замовчуванням.

## Result

sending-title = Імпортуємо клієнтів
sending-hint = Не закривайте сторінку до кінця імпорту.
sending-stop = Зупинити
resume-found = Імпорт цього файлу перервався: дійшло { $done } з { $total } клієнтів.
resume-by-hand = Тоді рядки виправляли по одному, а виправлення не зберігаються. Внесіть їх знову й продовжте або почніть заново: клієнтів, що вже дійшли, сервер упізнає.
resume-go-on = Продовжити з цього місця
resume-anew = Почати заново
send-offline-title = Чекаємо на мережу
send-offline = Немає мережі: продовжиться саме, щойно вона з’явиться.
send-token = Повторний вхід…
send-paused-title = Імпорт на паузі
send-pause = Пауза
send-go-on = Продовжити
send-choose-again = Вибрати інший
send-repaired = { $count ->
    [one] Надіслати { $count } виправленого клієнта
    [few] Надіслати { $count } виправлених клієнтів
    [many] Надіслати { $count } виправлених клієнтів
   *[other] Надіслати { $count } виправленого клієнта
}
send-refused = { $count ->
    [one] Надіслати { $count } неприйнятого ще раз
    [few] Надіслати { $count } неприйнятих ще раз
    [many] Надіслати { $count } неприйнятих ще раз
   *[other] Надіслати { $count } неприйнятого ще раз
}
done-title = Клієнтів імпортовано
done-rejected-title = Імпортовано { $done } з { $total }
done-partial-title = Імпортовано не всіх
result-created = Створено
result-updated = Оновлено
result-unchanged = Без змін
result-rejected = Не прийнято
done-undelivered = { $count ->
    [one] { $count } клієнта не доставлено. Нічого не втрачено: надішліть ще раз, ніхто не задвоїться.
   *[many] { $count } клієнтів не доставлено. Нічого не втрачено: надішліть ще раз, ніхто не задвоїться.
}
done-left = { $count ->
    [one] { $count } рядок з помилками не надіслано.
    [few] { $count } рядки з помилками не надіслано.
   *[many] { $count } рядків з помилками не надіслано.
}
done-show-left = Показати їх
done-show-rejected = Показати неприйняті рядки
done-again = Надіслати ще раз
done-back = До месенджерів
done-start-over = Імпортувати інший файл
sent-announcement = Готово. Створено { $created }, оновлено { $updated }, без змін { $unchanged }, не прийнято { $rejected }.

## Квитанція

receipt-title = Звіт про імпорт
receipt-outcome = Підсумок
receipt-complete = Дійшло все
receipt-incomplete = Дійшло не все
receipt-file = Файл
receipt-size = Розмір
receipt-hash = SHA-256 файлу
receipt-started = Початок (UTC)
receipt-finished = Кінець (UTC)
receipt-import = Імпорт
receipt-backend = Сервер
receipt-sender = Надіслано від
receipt-program = Програма
receipt-clients = Клієнтів
receipt-arrived = Дійшло
receipt-held-back = Рядків з помилками, не надіслано
receipt-splits = За месенджерами
receipt-batches = Пакети
receipt-batch = Пакет
receipt-key = Ключ
receipt-rows = Рядки
receipt-as-page = Сторінка
receipt-as-text = Текст

## Failures

failure-file-empty = Файл «{ $file }» порожній: 0 байт. Вивантажте його ще раз.
failure-file-not_a_spreadsheet = «{ $file }» — не таблиця. Тут відкриваються файли Excel, OpenDocument і CSV.
failure-file-password_protected = Файл «{ $file }» захищено паролем. Відкрийте його в Excel, зніміть пароль (Файл → Відомості → Захист книги) і збережіть.
failure-file-damaged = Файл «{ $file }» пошкоджено або обірвано. Завантажте чи вивантажте його ще раз.
failure-file-unsupported = Файли такого виду, як «{ $file }», тут не читаються. Відкрийте його в Excel і збережіть як .xlsx.
failure-file-no_sheets = У файлі «{ $file }» немає аркуша з рядками.
failure-file-no_rows = У файлі «{ $file }» немає рядків із клієнтами.
failure-file-no_such_sheet = У файлі «{ $file }» немає такого аркуша.
failure-file-limit = { $limit ->
    [rows] У файлі «{ $file }» забагато рядків: рядок { $found }, вміщується { $max }. Збережіть його частинами й відкрийте їх по черзі.
    [columns] У файлі «{ $file }» забагато колонок: { $found }, вміщується { $max }. Видаліть зайве праворуч і збережіть його знову.
    [cell_bytes] У клітинці файлу «{ $file }» задовгий текст: { $found } байт, вміщується { $max }.
    [sheets] У файлі «{ $file }» забагато аркушів: { $found }, вміщується { $max }. Збережіть аркуш із клієнтами окремо.
    [merged_areas] У файлі «{ $file }» забагато об’єднаних клітинок: { $found } областей, вміщується { $max }. Роз’єднайте їх і збережіть файл знову.
    [unpacked_bytes] Файл «{ $file }» завеликий: { $found } байт після розпакування, вміщується { $max }. Збережіть його частинами або як CSV.
   *[other] Файл «{ $file }» влаштований не як таблиця з клієнтами ({ $limit }: { $found }, допустимо { $max }). Відкрийте його в Excel і збережіть як .xlsx.
}
failure-file-cancelled = Відкриття «{ $file }» скасовано.
failure-file-io = Файл «{ $file }» не читається. Можливо, його перемістили чи змінили? Виберіть його знову.
failure-language-not_loaded = Ця мова не завантажилася. Перевірте зв’язок і виберіть її ще раз. ({ $detail })
failure-drop-folder = Це папка. Перетягніть один файл.
failure-drop-several = { $count ->
    [one] Перетягуйте по одному файлу.
    [few] Одразу { $count } файли: перетягуйте по одному.
   *[many] Одразу { $count } файлів: перетягуйте по одному.
}
failure-drop-nothing = Файлу не було. Перетягніть файл або виберіть його.
failure-worker-not_started = Не запустилася частина, що читає файли. Оновіть сторінку; якщо не допоможе, її забороняють налаштування безпеки сторінки. ({ $detail })
failure-worker-bad_request = Сторінка та її фонова частина не розуміють одна одну: можливо, вони різних версій. Оновіть сторінку й виберіть файл знову. ({ $detail })
failure-worker-crashed = Читання перервалося: найімовірніше, забракло пам’яті. Закрийте зайві вкладки й виберіть файл ще раз. ({ $detail })
failure-worker-stopped = Роботу зупинено.
failure-send-in_progress = Клієнтів надсилають. Дочекайтеся кінця або зупиніть надсилання.
failure-send-bad_backend = Неправильна адреса сервера: { $backend }
failure-send-network = Сервер недоступний. Усе збережено: натисніть ще раз, коли він повернеться.
failure-send-refused = Сервер відмовив в імпорті: { $detail }
failure-send-unauthorized = Сервер просить увійти. Увійдіть і натисніть ще раз.
failure-send-foreign_answer = Відповідь сервера — не від приймача імпорту (статус { $status }).
failure-send-unavailable = Сервер зараз не працює (статус { $status }). Усе збережено: натисніть пізніше.
failure-send-not_begun = Надсилання зупинено до початку. Нічого не надіслано.
failure-send-stopped = Надсилання зупинено. Що дійшло, те лишилося.
failure-send-changed = Файл змінили під час надсилання. Що дійшло, те лишилося; надішліть ще раз, щоб доставити решту.
failure-send-incomplete = Для надсилання ще чогось бракує: { $detail }
failure-send-silent = { $count ->
    [one] Сервер прийняв дані й не відповів за { $count } секунду. Нічого не втрачено: надішліть ще раз, ніхто не задвоїться.
    [few] Сервер прийняв дані й не відповів за { $count } секунди. Нічого не втрачено: надішліть ще раз, ніхто не задвоїться.
    [many] Сервер прийняв дані й не відповів за { $count } секунд. Нічого не втрачено: надішліть ще раз, ніхто не задвоїться.
   *[other] Сервер прийняв дані й не відповів за { $count } секунди. Нічого не втрачено: надішліть ще раз, ніхто не задвоїться.
}
failure-send-token_malformed = Токен входу на цій сторінці неправильний: у ньому пробіли або недопустимі літери.
failure-send-forbidden = Цей обліковий запис не має права на імпорт. Попросіть доступ в адміністратора.
failure-send-bot_gone = Вибраного бота більше немає. Виберіть іншого й надішліть решту.
failure-send-bot_other = Сервер не приймає бота іншого месенджера. Виберіть бота потрібного месенджера.
failure-send-tunnel_gone = Вибраного тунелю більше немає. Виберіть інший і надішліть решту.
failure-send-conflict = На сервері під цим імпортом інші дані. Надішліть ще раз: для решти буде новий імпорт.
failure-send-disagrees = Числа сервера не сходяться: надіслано клієнтів — { $count }, а він каже про { $found }. Нічого не позначено як зроблене; надішліть ще раз або повідомте власника сервера.
failure-send-host_threw = Сторінка не змогла доставити пакет: { $detail }
failure-send-host_silent = { $count ->
    [one] Сторінка не відповіла про пакет за { $count } секунду.
    [few] Сторінка не відповіла про пакет за { $count } секунди.
    [many] Сторінка не відповіла про пакет за { $count } секунд.
   *[other] Сторінка не відповіла про пакет за { $count } секунди.
}
failure-send-host_foreign = З відповіді сторінки не зрозуміло, що сталося з клієнтами.
failure-host-choices = Властивість «{ $name }» сторінки — не список ID і назв: { $detail }
failure-host-attribute = Атрибут «{ $name }» імпорту на цій сторінці має значення, яке тут нічого не означає: { $value }
failure-host-property = Властивість «{ $name }» сторінки не того виду, тому її не застосовано.
failure-host-messages = Слова цієї сторінки застосувати не можна: { $detail }
failure-host-config = Налаштування цієї сторінки неправильні, місце — { $path }: { $detail }
failure-host-saved = Ці налаштування зроблені не цим імпортом: { $detail }
failure-host-no_file = Файл не відкрито.
failure-host-removed = Сторінка прибрала імпорт під час надсилання клієнтів. Що дійшло, те збережено: перетягніть той самий файл ще раз, щоб надіслати решту.
failure-host-no_storage = Браузер нічого не зберігає для цієї сторінки: вибір колонок і незавершений імпорт не запам’ятаються.
failure-resume-changed = Рядки або налаштування не ті, що були, коли надсилання перервалося, тому продовжити не можна. Почніть заново: ті, хто вже дійшов, упізнаються, ніхто не задвоїться.
failure-resume-gone = Сервер більше не знає цього імпорту. Почніть заново: ніхто не задвоїться.
failure-choice-refused = Такий вибір неможливий: { $detail }
failure-mapping-unreadable = Це не налаштування колонок ({ $path }: { $detail }).
failure-mapping-newer = Це налаштування колонок збережено новішою версією імпортера.
failure-mapping-other_file = Це налаштування колонок від іншого файлу: жодного його заголовка тут немає.
failure-action-no_such_row = Рядок { $row } порожній або стоїть вище заголовка: змінювати там нічого.
failure-action-no_such_column = Колонки { $column } у файлі немає.
failure-action-bad_expression = Це не регулярний вираз: { $detail }
failure-action-no_such_messenger = Месенджера «{ $name }» тут немає.
failure-action-nothing_to_find = Укажіть, що шукати.
failure-action-cell_too_long = Клітинка стала б довшою за 32 767 символів. Нічого не змінено.
failure-action-no_such_repair = Так цю проблему не виправити.
failure-action-too_much = Для стількох змін бракує пам’яті. Нічого не змінено.
failure-action-stopped = Зупинено. Нічого не змінено.
failure-recipe-unreadable = Це не рецепт. { $path }: { $detail }
failure-recipe-newer = Рецепт зроблено новішою версією ({ $version }).
failure-recipe-step = Рецепт не можна застосувати, місце { $path }: { $detail }. Нічого не змінено.
failure-request-unknown = Ця версія імпортера так не вміє.
failure-other = Щось пішло не так: { $code }
failure-make-failed = Файл не вдалося зробити. Спробуйте ще раз.
failure-recipe-too_large = «{ $file }» завеликий для рецепта чи розстановки колонок.

## Сторінка імпортів на сервері

imports-title = Імпорти
imports-none = Імпортів ще не було.
imports-file = Файл
imports-when = Розпочато
imports-state = Стан
imports-open = Не завершено
imports-complete = Завершено
imports-announced = Клієнтів
imports-created = Створено
imports-updated = Оновлено
imports-unchanged = Без змін
imports-rejected = Відхилено

# Файли, які створює імпорт
product-data = Дані
product-summary = Підсумок
product-clients = Клієнти
product-fields = Поля
product-file = Файл
product-sheet = Аркуш
product-date = Дата
product-rows = Рядків із даними
product-ready = Готово до імпорту
product-error-rows = Рядків із помилками
product-warning-rows = Рядків із зауваженнями
product-problem = Що не так
product-severity = Важливість
product-count = Скільки
product-messenger = Месенджер
product-row = Рядок
product-column = Колонка
product-code = Код
product-value = Значення
product-sentence = Пояснення
product-repair = Виправлення
product-how = Виправте кольорові клітинки, збережіть файл і відкрийте його в імпорті знову. Прихована остання колонка потрібна, щоб упізнати рядки: не видаляйте її.
product-notes-left-out = Примітки є в перших { $count } проблем; решту клітинок лише зафарбовано.
product-header = Заголовок колонки
product-field = Поле
product-needed = Чи потрібно
product-aliases = Інші заголовки, які теж підходять
example-required = Обов’язково
example-recommended = Бажано
example-optional = Необов’язково
example-social_id = Номер клієнта в месенджері: текстом, без пробілів. Якщо номера немає, підійде будь-яке число, своє для кожного клієнта; такому клієнтові не можна написати.
example-name = Ім’я, як його покаже картка клієнта.
example-name-part = Частина імені; у картці частини з’єднуються.
example-email = Одна адреса електронної пошти.
example-phone = Один номер із кодом країни.
example-messenger = Месенджер, якому належить номер клієнта. Без цієї колонки месенджер можна вибрати під час імпорту.
example-date = Дата: 2026-01-31 або 31.01.2026, час через пробіл.
example-gender = FEMALE, MALE або OTHER.
example-tags = Теги через кому.
example-text = Будь-який текст.
failure-product-limit = Стільки в один файл не вміщується. Збережіть таблицю в CSV.
failure-product-write = Не вдалося створити файл: браузеру забракло пам’яті чи місця.
failure-product-stopped = Створення файлу зупинено.

# Said before the application is there.
loader-app-browser = Цей браузер застарий для імпорту. Оновіть його або відкрийте сторінку в новому Chrome, Edge, Firefox чи Safari. (Бракує: { $missing })
loader-app-not_loaded = Імпорт не завантажився: файл { $file } не надійшов ({ $detail }). Перевірте зв’язок і спробуйте ще раз.
loader-app-integrity = Імпорт не завантажився: файл { $file } іншої версії або змінений дорогою. Оновіть сторінку; якщо не допоможе, власнику сайту треба викласти всі файли однієї версії.
loader-app-wrong_type = Імпорт не завантажився: замість файлу { $file } сервер надіслав сторінку ({ $type }). Власнику сайту треба покласти файл на місце.
loader-app-wasm_blocked = Налаштування безпеки сторінки не дають запустити імпорт. Власнику сайту треба додати 'wasm-unsafe-eval' до script-src політики Content-Security-Policy.
loader-app-not_started = Імпорт не запустився. Оновіть сторінку. ({ $detail })
loader-host-attribute = Атрибут «{ $name }» імпорту має значення, яке тут нічого не означає: { $value }
loader-again = Спробувати ще раз
progress-asking = Перевірено ID: { $done } з { $total }
missing-changes = Нічого надсилати: імпорт готових клієнтів нічого не змінить.
story-known = У картці
known-title = Порівняти з клієнтами, які вже є
known-hint = Перетягніть сюди попереднє вивантаження: стане видно, хто новий і в кого що зміниться. Клієнтів без змін можна не надсилати. Файл лишається в браузері.
known-choose = Вибрати вивантаження
known-ask = Звірити із сервером
known-ask-hint = На { $host } підуть лише ID клієнтів у месенджерах.
known-announcement = Порівняння готове. Нових: { $new }, змінених: { $changed }, таких самих: { $same }.
known-from-file = { $count ->
    [one] { $file }: { $count } клієнт
    [few] { $file }: { $count } клієнти
   *[many] { $file }: { $count } клієнтів
}
known-from-host = { $count ->
    [one] Від цього сайту: { $count } клієнт
    [few] Від цього сайту: { $count } клієнти
   *[many] Від цього сайту: { $count } клієнтів
}
known-from-backend = { $count ->
    [one] На сервері: { $count } клієнт
    [few] На сервері: { $count } клієнти
   *[many] На сервері: { $count } клієнтів
}
known-from-delivered = { $count ->
    [one] Імпортовано щойно: { $count } клієнт
    [few] Імпортовано щойно: { $count } клієнти
   *[many] Імпортовано щойно: { $count } клієнтів
}
known-outranked = { $count ->
    [one] { $count } клієнт є і там, і там: правильні дані сервера.
    [few] { $count } клієнти є і там, і там: правильні дані сервера.
   *[many] { $count } клієнтів є і там, і там: правильні дані сервера.
}
known-unasked = { $count ->
    [one] Про { $count } клієнта сервер не питали: його ID змінено після запитання або рядок тоді не був готовий.
    [few] Про { $count } клієнтів сервер не питали: їхні ID змінено після запитання або рядки тоді не були готові.
   *[many] Про { $count } клієнтів сервер не питали: їхні ID змінено після запитання або рядки тоді не були готові.
}
known-ask-rest = Запитати про них
known-without-id = { $count ->
    [one] { $count } рядок без ID
    [few] { $count } рядки без ID
   *[many] { $count } рядків без ID
}
known-damaged = { $count ->
    [one] { $count } пошкоджений ID
    [few] { $count } пошкоджені ID
   *[many] { $count } пошкоджених ID
}
known-twice = { $count ->
    [one] { $count } повтор не враховано
    [few] { $count } повтори не враховано
   *[many] { $count } повторів не враховано
}
known-undecided = { $count ->
    [one] Незрозуміло, з якого месенджера { $count } відомий клієнт. Поки не вибрано, він не порівнюється.
    [few] Незрозуміло, з якого месенджера { $count } відомі клієнти. Поки не вибрано, вони не порівнюються.
   *[many] Незрозуміло, з якого месенджера { $count } відомих клієнтів. Поки не вибрано, вони не порівнюються.
}
known-clears = Порожня клітинка стирає значення в картці
known-sends-same = Надіслати й клієнтів без змін: вони отримають вибрані тут теги й тунель
known-save = Зберегти порівняння
known-save-xlsx = Excel зі старими й новими значеннями
known-save-csv = CSV
known-forget = Не порівнювати
known-becomes = стане
standing-new = Нові
standing-changed = Зміняться
standing-same = Без змін
standing-second-card = Друга картка
standing-not-compared = Не порівнювалися
comparison-sheet = Порівняння
comparison-row = Рядок
comparison-messenger = Месенджер
comparison-id = ID
comparison-standing = Що буде
comparison-field = Поле
comparison-old = Було
comparison-new = Стане
failure-known-no_id_column = У «{ $file }» немає колонки з ID у месенджері: впізнати клієнтів немає за чим.
failure-known-nobody = Там, з чим порівнювати, немає жодного клієнта з ID.
failure-known-not_a_list = Сайт передав відомих клієнтів не списком: { $detail }
failure-known-too_many = Відомих клієнтів більше, ніж поміщається.
failure-known-stopped = Порівняння зупинено.
failure-known-unreadable = «{ $file }» прочитано, але зберегти його для порівняння не вдалося: { $detail }
failure-known-other_ids = Сервер розповів про клієнтів, про яких його не питали. Його відповідь не використано.
failure-known-no_lookup = Цей сервер не може сказати, яких клієнтів він знає. Порівняйте з експортом.

## The page of our own, when a new version of it has come

new-version = Є нова версія.
new-version-reload = Оновити
new-version-others = Спершу закрийте інші вкладки з імпортом.
