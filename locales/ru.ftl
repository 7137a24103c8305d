# Слова импортёра. Ключи собраны по шагам, на которых их видно.

app-title = Импорт клиентов
language-label = Язык
steps-label = Шаги
step-file = Файл
step-columns = Колонки
step-review = Строки
step-split = Мессенджеры
step-done = Результат
close = Закрыть
cancel = Отмена
retry = Повторить
number = { $count }

## File

drop-title = Перетащите сюда файл с клиентами
drop-choose = Выбрать файл
drop-formats = Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) или CSV: выгрузка из CRM или из Leeloo
drop-privacy = Файл читается на этом компьютере. Ничего не отправляется, пока вы не нажмёте «Импортировать».
first-loading = Импорт загружается…
first-held = «{ $file }» откроется, как только импорт загрузится
opening-title = Открываем «{ $file }»
replace-file-title = Открыть «{ $file }» вместо этого файла?
replace-file-again = Прочитать «{ $file }» с новыми настройками?
replace-file-hint = Правки в «{ $open }» нигде не сохранены. Если их не скачать, они пропадут.
replace-file-stay = Остаться
replace-file-save = Скачать и открыть
replace-file-open = Открыть
opened-announcement = { $count ->
    [one] Файл «{ $file }» открыт: { $count } клиент
    [few] Файл «{ $file }» открыт: { $count } клиента
   *[many] Файл «{ $file }» открыт: { $count } клиентов
}
progress-label = Ход работы
progress-starting = Начинаем…
progress-reading = { $rows ->
    [one] Прочитано { $done } из { $total }, { $rows } строка
    [few] Прочитано { $done } из { $total }, { $rows } строки
   *[many] Прочитано { $done } из { $total }, { $rows } строк
}
progress-checking = Проверяем: { $done } из { $total } строк
progress-working = Работаем: { $done } из { $total } строк
progress-making = Готовим файл: { $done } из { $total } строк
progress-sending = Отправлено клиентов: { $done } из { $total }
progress-waiting = Сервер не отвечает. Пробуем ещё раз…
percent = { $value } %
size-bytes = { $size } Б
size-kilobytes = { $size } КБ
size-megabytes = { $size } МБ

## Summary

summary-label = Открытый файл
summary-facts = { $format }, { $size }, { $rows }
sheet-label = Лист
sheet-hidden = скрытый
hidden-rows = { $count ->
    [one] Импортировать и { $count } скрытую строку
    [few] Импортировать и { $count } скрытые строки
   *[many] Импортировать и { $count } скрытых строк
}
blank-rows = { $count ->
    [one] { $count } пустая строка пропущена
    [few] { $count } пустые строки пропущены
   *[many] { $count } пустых строк пропущено
}
count-rows = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}
count-clients = { $count ->
    [one] клиент с ID
    [few] клиента с ID
   *[many] клиентов с ID
}
count-ready = { $count ->
    [one] готов к импорту
   *[many] готовы к импорту
}
count-errors = { $count ->
    [one] строка с ошибками
    [few] строки с ошибками
   *[many] строк с ошибками
}
count-warnings = { $count ->
    [one] строка с замечаниями
    [few] строки с замечаниями
   *[many] строк с замечаниями
}
summary-merged = { $count ->
    [one] { $count } область объединённых ячеек: значение есть только в первой
    [few] { $count } области объединённых ячеек: значение есть только в первой
   *[many] { $count } областей объединённых ячеек: значение есть только в первой
}
summary-hidden-columns = { $count ->
    [one] Скрытая колонка { $letters } участвует
   *[many] Скрытые колонки { $letters } участвуют
}
summary-filter = В файле включён фильтр: { $area }

## Columns

columns-title = Колонки
columns-hint = Проверьте, какая колонка в какое поле попадёт. Остальные останутся в вашем файле.
columns-letter = Колонка
columns-header = В файле
columns-samples = Первые значения
columns-target = Поле
columns-target-of = Поле колонки «{ $column }»
columns-confidence = Определено
columns-unnamed = Без заголовка
columns-filled = { $count ->
    [one] { $count } значение
    [few] { $count } значения
   *[many] { $count } значений
}
columns-more = { $count ->
    [one] Показать ещё { $count } колонку
    [few] Показать ещё { $count } колонки
   *[many] Показать ещё { $count } колонок
}
header-label = Строка заголовков
header-none = Без заголовков
header-choice = Строка { $row }: { $preview }
encoding-label = Кодировка
delimiter-label = Разделитель
delimiter-comma = Запятая ,
delimiter-semicolon = Точка с запятой ;
delimiter-tab = Табуляция
delimiter-bar = Черта |
target-none = Не импортировать
evidence-header_exact = По заголовку
evidence-header_alias = По похожему заголовку
evidence-content = По значениям
evidence-preset = Известная выгрузка
evidence-chosen = Ваш выбор
evidence-row_numbers = Добавлена импортёром
evidence-none = —
field-social_id = ID в мессенджере
field-name = Имя
field-first_name = Имя (без фамилии)
field-middle_name = Отчество
field-last_name = Фамилия
field-email = E-mail
field-phone = Телефон
field-gender = Пол
field-locale = Язык и страна
field-tags = Теги
field-created_at = Дата создания
field-updated_at = Дата изменения
field-last_message_time = Последнее сообщение
field-utm_source = utm_source
field-utm_medium = utm_medium
field-utm_campaign = utm_campaign
field-utm_term = utm_term
field-utm_content = utm_content
field-tunnel = Туннель
field-messenger = Мессенджер
field-custom = Своё поле
preset-amocrm_contacts = amoCRM, контакты
preset-amocrm_deals = amoCRM, сделки
preset-zoho_contacts = Zoho CRM, контакты
preset-bitrix24_contacts = Битрикс24, контакты
preset-botmother = Botmother
preset-bothelp = BotHelp
preset-leeloo_export = Выгрузка Leeloo
next-review = Дальше: строки
columns-recognised = Формат распознан: { $preset }. Колонки расставлены.
recovered = { $count ->
    [0] Похоже, не хватило памяти: файл прочитан заново.
   *[other] Похоже, не хватило памяти: файл прочитан заново, ваши правки на месте: { $count }.
}
recovered-lost = { $count ->
    [one] Не удалось повторить { $count } правку.
    [few] Не удалось повторить { $count } правки.
   *[many] Не удалось повторить { $count } правок.
}
columns-remembered = Колонки расставлены, как в прошлый раз с такими заголовками.
columns-forget = Расставить заново
columns-look = проверьте
columns-twin = Такой же заголовок: { $letters }
columns-unmapped = { $count ->
    [one] { $count } колонка не импортируется, но останется в файлах, которые вы сохраните: { $names }
    [few] { $count } колонки не импортируются, но останутся в файлах, которые вы сохраните: { $names }
   *[many] { $count } колонок не импортируются, но останутся в файлах, которые вы сохраните: { $names }
}
columns-own = Номера строк прежнего файла: не импортируются
columns-choose = Выберите поле
columns-group-client = Клиент
columns-group-ids = Мессенджер
columns-group-dates = Даты
columns-group-utm = Метки UTM
columns-group-other = Прочее
columns-group-more = Ещё
columns-split-name = Разделить на имя и фамилию
columns-custom = Своё поле…
columns-custom-name = Своё поле «{ $name }»
columns-custom-of = Название своего поля для колонки «{ $column }»
columns-custom-take = Готово
columns-custom-latin = Только латинские буквы, цифры, пробел, _ и -; первой — буква.
columns-custom-used = Своих полей занято: { $count } из { $max }.
columns-feed-add = Ещё одно поле
columns-feed-add-of = Ещё одно поле из колонки «{ $column }»
columns-feed-of = Ещё из колонки «{ $column }»
columns-feed-part = Какая часть
columns-feed-remove = Убрать поле
columns-part-whole = Всё значение
columns-part-first = Первое слово
columns-part-rest = Всё после него
columns-dates = Порядок дат
columns-dates-dmy = День, месяц, год (31.12.2026)
columns-dates-mdy = Месяц, день, год (12/31/2026)
columns-dates-ymd = Год, месяц, день (2026-12-31)
columns-dates-auto = Определить по значениям
columns-dates-proof = Подтверждают порядок: { $count } из { $values }.
columns-dates-open = По значениям ({ $count }) порядок не определить: проверьте.
columns-dates-against = { $count ->
    [one] { $count } говорит о другом.
   *[many] { $count } говорят о другом.
}
columns-country = Телефоны без кода
columns-country-none = Не дополнять
columns-joins = Несколько колонок для одного поля
columns-join-of = { $field }: { $columns }
columns-join-first = Первая заполненная
columns-join-space = Все, через пробел
columns-join-comma = Все, через запятую
columns-join-semicolon = Все, через точку с запятой
columns-join-line = Все, с новой строки
columns-join-with = Все, через «{ $sign }»
columns-save = Сохранить настройку колонок
columns-load = Загрузить настройку
preset-other = { $code }
columns-country-suggest = Остальные номера: { $country }.
columns-country-use = Дополнять этим кодом
columns-unfit = { $count ->
    [one] Для { $count } записи из файла здесь нет места: { $names }.
   *[many] Для { $count } записей из файла здесь нет места: { $names }.
}
columns-taken = Колонки расставлены по файлу.
columns-without-ids = Нет колонки с ID в мессенджере.
columns-without-ids-hint = Выберите её ниже. Если их в базе нет, клиентам можно дать условные номера: они импортируются, но написать им нельзя.
columns-number = Пронумеровать клиентов в колонке «{ $column }»

## Rows

review-title = Строки
review-hint = Строки с ошибками не отправляются, с замечаниями — отправляются.
problems-title = Что не так
problems-none = Всё в порядке.
filter-label = Показать
filter-all = Все строки
filter-problems = С замечаниями и ошибками
filter-errors = С ошибками
filter-ready = Готовые к импорту
filter-excluded = Исключённые
filter-changed = Изменённые
grid-label = Строки файла
grid-row-number = Номер строки
grid-empty = Здесь нет строк.
grid-keys = Стрелки перемещают, ввод или F2 меняет ячейку, Shift выделяет дальше, клавиша меню показывает, что можно сделать. Escape, затем Tab — выход из строк.
grid-leave = Теперь Tab выйдет из строк.
grid-selected = { $count ->
    [one] Выделена { $count } ячейка: { $rows } × { $columns }
    [few] Выделены { $count } ячейки: { $rows } × { $columns }
    [many] Выделено { $count } ячеек: { $rows } × { $columns }
   *[other] Выделено { $count } ячейки: { $rows } × { $columns }
}
grid-changed = { $count ->
    [one] Изменена { $count } ячейка
    [few] Изменены { $count } ячейки
    [many] Изменено { $count } ячеек
   *[other] Изменено { $count } ячейки
}
grid-changed-many = Ячейки изменены
grid-same = В ячейках уже это значение: ничего не изменилось.
grid-cut-off = То, что не поместилось в строки и колонки, не вставлено.
grid-copied = { $count ->
    [one] Скопирована { $count } ячейка
    [few] Скопированы { $count } ячейки
    [many] Скопировано { $count } ячеек
   *[other] Скопировано { $count } ячейки
}
grid-copying = Копирую…
grid-copy-again = Ячейки готовы. Нажмите клавиши копирования ещё раз.
grid-copy-most = За один раз можно скопировать до { $count } ячеек. Сохраните строки в файл.
grid-paste-keys = Браузер не даёт вставлять кнопкой: нажмите Ctrl+V.
grid-paste-nothing = В буфере обмена нет текста.
grid-sorted-up = Сортировка по колонке { $column } по возрастанию. Порядок в файле не меняется.
grid-sorted-down = Сортировка по колонке { $column } по убыванию. Порядок в файле не меняется.
grid-sorted-not = В порядке файла
grid-select-column = Выделить колонку
grid-sort-up = По возрастанию
grid-sort-down = По убыванию
grid-sort-not = Порядок файла
grid-wider = Шире
grid-narrower = Уже
grid-fit = Ширина по видимым значениям
grid-leave-out = Исключить строки
grid-take-in = Вернуть строки в импорт
move-open = Другой мессенджер…
move-listed = Перенести показанные строки в другой мессенджер
move-listed-short = Перенести…
move-title = Другой мессенджер для этих клиентов
move-hint = ID, повторы и боты проверятся заново. Шаг можно отменить.
move-from = Кого
move-from-any = Всех клиентов в этих строках
move-to = Куда
move-as-found = Как в файле
move-count = { $count ->
    [one] Перейдут клиенты из { $count } строки.
   *[many] Перейдут клиенты из { $count } строк.
}
move-nobody = Они все уже там.
move-apply = Перенести
cell-name = Ячейка { $cell }
cell-menu = Ячейки
cell-edit = Изменить
cell-cut = Вырезать
cell-copy = Копировать
cell-paste = Вставить
cell-fill-down = Заполнить вниз
cell-clear = Очистить
cell-reset = Вернуть как в файле
inspector-empty = Выберите ячейку, чтобы увидеть её целиком и что с ней не так.
severity-error = Ошибка
severity-warning = Замечание
next-split = Дальше: мессенджеры

title-social_id-column_missing = Нет колонки с ID
title-social_id-missing = Нет ID
title-social_id-damaged = ID испорчен
title-social_id-malformed = Это не ID
title-row-duplicate = Повтор
title-name-missing = Нет имени
title-social_id-placeholder = Условный ID
title-social_id-messenger_mismatch = ID другого мессенджера?
title-email-malformed = Неверный e-mail
title-phone-malformed = Неверный телефон
title-date-malformed = Неверная дата
title-cell-error_value = Ошибка Excel
title-text-mojibake = Нечитаемый текст
title-text-hidden_characters = Невидимые символы
title-custom_field-name = Название своего поля
title-custom_field-too_many = Слишком много своих полей
title-client-other_messenger = Известен в другом мессенджере
title-gender-malformed = Неизвестный пол
title-locale-malformed = Неизвестный язык
title-rule-required = Не заполнено обязательное поле
title-rule-pattern = Неверная форма
title-rule-one_of = Нет среди допустимых значений
title-rule-length = Неверная длина
title-rule-range = Число вне границ
title-rule-unique = Повторяется
title-client-too_large = Слишком много данных
title-server-rejected = Не принято сервером

problem-social_id-column_missing = Не выбрана колонка с ID в мессенджере. Выберите её на шаге «Колонки».
problem-social_id-missing = Нет ID в мессенджере, такого клиента импортировать нельзя.
problem-social_id-damaged = { $kind ->
    [scientific] ID испорчен: { $value } — только его начало, остальное Excel округлил. Возьмите его заново из источника, в колонке с форматом «Текст».
    [precision] ID испорчен: последние цифры Excel заменил нулями ({ $value }). Возьмите его заново из источника, в колонке с форматом «Текст».
    [decimal_tail] ID испорчен: у { $value } появилась дробная часть.
    [separators] ID испорчен: в { $value } между цифрами стоят разделители.
    [date] ID испорчен: Excel превратил его в дату ({ $value }).
   *[other] ID испорчен: { $value }.
}
problem-social_id-malformed = «{ $value }» — не ID ни одного из мессенджеров.
problem-row-duplicate = Один и тот же клиент в нескольких строках: { $rows }. Оставьте одну из них.
problem-name-missing = Нет имени: карточка будет без имени.
problem-social_id-placeholder = Условный номер: написать такому клиенту нельзя.
problem-social_id-messenger_mismatch = «{ $value }» не похоже на ID в { $messenger }. Клиент импортируется, но сообщения могут не доходить.
problem-email-malformed = { $kind ->
    [typo] «{ $value }» похоже на опечатку. Возможно, это { $repair }.
   *[other] «{ $value }» — не адрес почты.
}
problem-phone-malformed = { $kind ->
    [no_country] В «{ $value }» нет кода страны. Выберите страну таких номеров в шаге «Колонки».
    [several] В «{ $value }» несколько номеров. Импортировать можно один.
    [extension] В «{ $value }» есть добавочный номер. С ним импортировать нельзя.
    [short] В «{ $value }» слишком мало цифр для номера телефона.
    [long] В «{ $value }» слишком много цифр для номера телефона.
    [length] В «{ $value }» не столько цифр, сколько бывает в номерах этой страны.
    [calling_code] «{ $value }» начинается с кода страны, которого нет.
   *[other] «{ $value }» — не номер телефона.
}
problem-date-malformed = { $kind ->
    [order] «{ $value }» не подходит под порядок дня и месяца в этой колонке.
    [serial] «{ $value }» — дата, записанная числом.
    [no_such_day] Такого дня нет: «{ $value }».
   *[other] «{ $value }» — не дата.
}
problem-cell-error_value = В ячейке ошибка Excel: { $value }.
problem-text-mojibake = Текст нечитаем: он сохранён в другой кодировке.
problem-text-hidden_characters = Вокруг значения апостроф, пробел или невидимый символ, оно будет отправлено без него.
problem-custom_field-name = «{ $value }» не может быть названием поля: нужны латинские буквы.
problem-custom_field-too_many = Своих полей больше, чем может быть у компании: { $count }, а можно { $max }.
problem-client-other_messenger = Этот ID известен в другом мессенджере: появится вторая карточка.
problem-gender-malformed = «{ $value }» — такого пола платформа не знает. Значение отправится как есть.
problem-locale-malformed = «{ $value }» — такого языка платформа не знает. Значение отправится как есть.
problem-rule-required = Поле «{ $field }» здесь не должно быть пустым.
problem-rule-pattern = «{ $value }» не той формы, которая нужна этому полю: { $pattern }
problem-rule-one_of = «{ $value }» нет среди допустимых значений: { $values }
problem-rule-length = { $kind ->
    [min] «{ $value }» слишком коротко: нужно знаков не меньше { $min }.
    [max] «{ $value }» слишком длинно: нужно знаков не больше { $max }.
   *[both] В «{ $value }» должно быть знаков от { $min } до { $max }.
}
problem-rule-range = { $kind ->
    [min] «{ $value }»: нужно число не меньше { $min }.
    [max] «{ $value }»: нужно число не больше { $max }.
   *[both] «{ $value }»: нужно число от { $min } до { $max }.
}
problem-rule-unique = Одинаковые значения { $fields } в нескольких строках: { $rows }.
problem-client-too_large = Сервер не принимает столько данных об одном клиенте: сократите самые длинные значения строки.
problem-server-rejected = Сервер не принял строку: { $message }
problem-other = Замечание { $code }
inspector-title = Ячейка
map-title = Где в файле
map-row = строка { $row }
map-single = Строка { $first }: { $errors }, { $warnings }
map-stretch = Строки { $first }–{ $last }: { $errors }, { $warnings }
map-errors = { $count ->
    [one] { $count } с ошибками
   *[many] { $count } с ошибками
}
map-warnings = { $count ->
    [one] { $count } с замечаниями
   *[many] { $count } с замечаниями
}
story-show = Всё о ячейке
story-hide = Свернуть
story-file = В файле
story-shown = Видно в таблице
story-changed = Изменено на
story-sent = Будет отправлено
story-sent-nothing = Ничего
story-messenger = Почему этот мессенджер
story-kind-text = текст
story-kind-number = число
story-kind-date = дата
story-kind-bool = да или нет
story-kind-error = ошибка
story-kind-empty = пусто

## Repairs

repair-clean = { $count ->
    [one] Убрать лишние знаки в { $count } ячейке
   *[many] Убрать лишние знаки в { $count } ячейках
}
repair-digits = { $count ->
    [one] Оставить только цифры в { $count } ID
   *[many] Оставить только цифры в { $count } ID
}
repair-placeholder = { $count ->
    [one] Дать условный номер { $count } клиенту
   *[many] Дать условные номера { $count } клиентам
}
repair-international = { $count ->
    [one] Привести { $count } телефон к международному виду
    [few] Привести { $count } телефона к международному виду
   *[many] Привести { $count } телефонов к международному виду
}
repair-typo = { $count ->
    [one] Исправить опечатку в { $count } адресе
   *[many] Исправить опечатки в { $count } адресах
}
repair-iso_date = { $count ->
    [one] Записать { $count } дату как год-месяц-день
    [few] Записать { $count } даты как год-месяц-день
   *[many] Записать { $count } дат как год-месяц-день
}
repair-gender = { $count ->
    [one] Записать пол как MALE или FEMALE в { $count } ячейке
   *[many] Записать пол как MALE или FEMALE в { $count } ячейках
}
repair-locale = { $count ->
    [one] Записать язык как ru_RU в { $count } ячейке
   *[many] Записать язык как ru_RU в { $count } ячейках
}
repair-decode = { $count ->
    [one] Восстановить { $count } нечитаемый текст
    [few] Восстановить { $count } нечитаемых текста
   *[many] Восстановить { $count } нечитаемых текстов
}
repair-clear = { $count ->
    [one] Очистить { $count } ячейку
    [few] Очистить { $count } ячейки
   *[many] Очистить { $count } ячеек
}
repair-keep_first = { $count ->
    [one] Из одинаковых оставить первую, исключить { $count } строку
    [few] Из одинаковых оставить первую, исключить { $count } строки
   *[many] Из одинаковых оставить первую, исключить { $count } строк
}
repair-keep_last = { $count ->
    [one] Из одинаковых оставить последнюю, исключить { $count } строку
    [few] Из одинаковых оставить последнюю, исключить { $count } строки
   *[many] Из одинаковых оставить последнюю, исключить { $count } строк
}
repair-merge = { $count ->
    [one] Объединить повторы: пустое в первой дополнить из следующих ({ $count } строка)
    [few] Объединить повторы: пустое в первой дополнить из следующих ({ $count } строки)
   *[many] Объединить повторы: пустое в первой дополнить из следующих ({ $count } строк)
}
repair-exclude = Исключить эти строки
repair-other = { $code }: исправить ({ $count })
repair-hint-placeholder = Каждый получит свой номер, которого нет ни у кого другого. Написать таким клиентам нельзя: у них нет мессенджера.
repair-hint-keep_first = Остальные строки повтора останутся в файле, но не будут отправлены.
repair-hint-keep_last = Остальные строки повтора останутся в файле, но не будут отправлены.
repair-hint-merge = Заполненное в первой строке не изменится. Следующие строки останутся в файле, но не будут отправлены.
repair-hint-exclude = Строки останутся в файле, но не будут отправлены. Их можно вернуть.
repair-here-clean = Убрать лишние знаки
repair-here-digits = Оставить только цифры
repair-here-placeholder = Дать условный номер
repair-here-international = Привести к международному виду
repair-here-typo = Исправить опечатку
repair-here-iso_date = Записать как год-месяц-день
repair-here-gender = Записать как MALE или FEMALE
repair-here-locale = Записать как ru_RU
repair-here-decode = Восстановить текст
repair-here-clear = Очистить ячейку
repair-here-keep_first = Оставить первую из повторов
repair-here-keep_last = Оставить последнюю из повторов
repair-here-merge = Объединить повторы
repair-here-exclude = Исключить строку
repair-here-other = { $code }
repair-in-column = { $repair } (колонка { $column })
repair-row-exclude = Исключить строку
repair-row-include = Вернуть строку
repair-cell = Ячейка
repair-before = Сейчас
repair-after = Станет
repair-empty = пусто
repair-counting = Считаем, что изменится…
repair-count = { $count ->
    [one] Изменится { $count } ячейка ({ $rows }). Примеры:
    [few] Изменятся { $count } ячейки ({ $rows }). Примеры:
   *[many] Изменятся { $count } ячеек ({ $rows }). Примеры:
}
repair-count-rows = Касается: { $rows }.
repair-nothing = Менять нечего.
repair-apply = Применить

## History

history-title = История
history-empty = Пока ничего не меняли.
history-start = Как в файле
history-taken-back = отменено
history-undo = Отменить
history-redo = Вернуть
history-undo-step = Отменить: { $step }
history-redo-step = Вернуть: { $step }
history-done = Готово: { $step }
history-undone = Отменено: { $step }
history-redone = Возвращено: { $step }
history-changed-cells = { $count ->
    [one] { $count } изменённая ячейка
    [few] { $count } изменённые ячейки
   *[many] { $count } изменённых ячеек
}
history-excluded-rows = { $count ->
    [one] { $count } исключённая строка
    [few] { $count } исключённые строки
   *[many] { $count } исключённых строк
}
history-edit = { $count ->
    [one] Изменить { $count } ячейку
    [few] Изменить { $count } ячейки
   *[many] Изменить { $count } ячеек
}
history-replace = { $count ->
    [one] Заменить «{ $find }» на «{ $with }» в { $count } ячейке
   *[many] Заменить «{ $find }» на «{ $with }» в { $count } ячейках
}
history-exclude = { $count ->
    [one] Исключить { $count } строку
    [few] Исключить { $count } строки
   *[many] Исключить { $count } строк
}
history-include = { $count ->
    [one] Вернуть { $count } строку
    [few] Вернуть { $count } строки
   *[many] Вернуть { $count } строк
}
history-move = { $count ->
    [one] Перенести { $count } клиента в { $to }
   *[many] Перенести { $count } клиентов в { $to }
}
history-move_back = { $count ->
    [one] Вернуть { $count } клиента в мессенджер из файла
   *[many] Вернуть { $count } клиентов в мессенджер из файла
}
history-header = Другая строка заголовков
history-target = Другое поле колонки { $column }
history-messenger = Другой мессенджер клиентов
history-hidden_rows = Скрытые строки
history-mapping = Другая расстановка колонок
history-returned = { $count ->
    [one] Взять { $count } ячейку из исправленного файла
    [few] Взять { $count } ячейки из исправленного файла
   *[many] Взять { $count } ячеек из исправленного файла
}
history-recipe = Применить рецепт
history-other = Изменение
returned-cells = { $count ->
    [0] Исправленный файл здесь ничего не меняет.
    [one] Из исправленного файла взята { $count } ячейка.
    [few] Из исправленного файла взяты { $count } ячейки.
   *[many] Из исправленного файла взято { $count } ячеек.
}
returned-kept = { $count ->
    [one] { $count } ячейка, изменённая здесь, осталась как есть.
    [few] { $count } ячейки, изменённые здесь, остались как есть.
   *[many] { $count } ячеек, изменённых здесь, остались как есть.
}
returned-gone = { $count ->
    [one] { $count } строки там нет, здесь она осталась.
    [few] { $count } строк там нет, здесь они остались.
   *[many] { $count } строк там нет, здесь они остались.
}
returned-added = { $count ->
    [one] { $count } строка без номера не взята.
    [few] { $count } строки без номера не взяты.
   *[many] { $count } строк без номера не взяты.
}

## Find

find-toolbar = Действия со строками
find-rows = Найти в строках
find-previous-problem = Предыдущая проблема
find-next-problem = Следующая проблема
find-no-problems = Среди этих строк замечаний нет.
find-title = Найти и заменить
find-what = Что искать
find-with = На что заменить
find-column = Где
find-all-columns = Во всех колонках
find-case = С учётом регистра
find-whole = Ячейка целиком
find-regex = Регулярное выражение
find-hint = Введите, что искать: здесь будет видно, что изменится.
find-previous = Предыдущее
find-next = Следующее
# Which of the cells found the person is on.
find-hit = { $number } из { $total }
find-none = Среди этих строк такого нет.
find-replace-all = Заменить все

## Saving

save-title = Скачать
save-errors = Файл с отметками ошибок
save-errors-hint = Ваши данные в .xlsx, замечания — цветом и примечаниями. Исправьте и откройте здесь снова.
save-problems = Список проблем (.csv)
save-problems-hint = Строка, колонка, значение и что не так
save-xlsx = Строки как сейчас (.xlsx)
save-csv = Строки как сейчас (.csv)
save-cleaned-hint = Со всеми исправлениями и всеми колонками, без исключённых строк
save-done = Сохранён файл «{ $file }»
save-example = Скачать пример
save-example-hint = Нет файла под рукой?
recipe-save = Сохранить рецепт
recipe-save-hint = Шаги, чтобы повторить их на следующем файле
recipe-hint = Эти шаги можно сохранить и повторить на файле следующего месяца.
recipe-apply-file = Применить рецепт из файла
recipe-title = Рецепт «{ $file }»
recipe-apply = Применить все шаги
recipe-finds-nothing = здесь ничего не меняет

## Messengers

split-title = Мессенджеры и боты
split-hint = Клиенты каждого мессенджера импортируются со своим ботом.
split-empty = Пока некого импортировать. Выберите колонку с ID на шаге «Колонки».
split-by-chosen = Ваш выбор
split-by-column = По колонке мессенджера
split-by-id-column = По названию колонки с ID
split-by-id-form = По виду ID
split-by-none = Из файла не видно, какого мессенджера эти ID.
messenger-unknown = Мессенджер не определён
messenger-choose = Выберите мессенджер
card-rows = Показать строки
card-of = { $count ->
    [one] из { $count } клиента готово к импорту
   *[many] из { $count } клиентов готово к импорту
}
card-messenger = Мессенджер
card-bot = Бот
card-place = Туннель или LGT
card-lgt = LGT
card-lgt-id = ID LGT
card-lgt-hint = ID LGT на платформе
card-tunnel-id = ID туннеля
card-tunnel-hint = ID туннеля на платформе
card-tag-new = новый
card-show = Показать
card-held-back = { $count ->
    [one] { $count } клиент с ошибками: не импортируется.
    [few] { $count } клиента с ошибками: не импортируются.
    [many] { $count } клиентов с ошибками: не импортируются.
   *[other] { $count } клиента с ошибками: не импортируются.
}
place-tunnel = Туннель по его ID…
place-lgt = LGT по его ID…
bot-gone = Бота «{ $name }» больше нет. Выберите другого.
tunnel-gone = Туннеля «{ $name }» больше нет. Выберите другой или оставьте туннель по умолчанию.
card-tags = Теги
card-tags-hint = vip, весна
bot-choose = Выберите бота
bots-loading = Загружаем ботов…
tunnel-default = Туннель по умолчанию
split-to-columns = К колонкам
split-download = Скачать
split-all-xlsx = Все мессенджеры, .xlsx в .zip
split-all-xlsx-hint = Для импорта на самой платформе
split-all-csv = Все мессенджеры, .csv в .zip
split-all-json = Все мессенджеры, .json в .zip
split-rejected = Строки, которые не отправляются, .xlsx
split-rejected-hint = С причиной в каждой
split-rejected-sheet = Не отправляются
split-rejected-row = Строка в файле
split-rejected-reason = Причина
split-others = В папке «{ $folder }» лежат файлы другого разбиения: { $files }. Укажите другую папку в --out или добавьте --force, чтобы оставить их там.
split-others-stay = В папке «{ $folder }» остались файлы другого разбиения: { $files }.
split-whole-question = Из какого мессенджера эти ID?
split-whole-hint = { $count ->
    [one] В файле этого не сказано. Выбор — для { $count } клиента.
    [few] В файле этого не сказано. Выбор — для всех { $count } клиентов.
    [many] В файле этого не сказано. Выбор — для всех { $count } клиентов.
   *[other] В файле этого не сказано. Выбор — для всех { $count } клиента.
}
card-download = Скачать
card-placeholders = { $count ->
    [one] { $count } клиент с условным номером вместо ID: сообщений не получит.
    [few] { $count } клиента с условными номерами вместо ID: сообщений не получат.
    [many] { $count } клиентов с условными номерами вместо ID: сообщений не получат.
   *[other] { $count } клиента с условными номерами вместо ID: сообщений не получат.
}
card-mismatches = { $count ->
    [one] { $count } ID не похож на ID этого мессенджера: клиент может не получать сообщений.
    [few] { $count } ID не похожи на ID этого мессенджера: клиенты могут не получать сообщений.
    [many] { $count } ID не похожи на ID этого мессенджера: клиенты могут не получать сообщений.
   *[other] { $count } ID не похожи на ID этого мессенджера: клиенты могут не получать сообщений.
}
card-bot-id = ID бота
card-bot-id-hint = ID бота на платформе
card-tag-remove = Убрать тег «{ $tag }»
bot-others = Боты других мессенджеров
bot-doubt = «{ $bot }» пишет в { $other }, а эти клиенты — из { $messenger }: сообщений от него они не получат.
bot-doubt-confirm = Всё равно выбрать
bot-other = «{ $bot }» — бот { $other }: клиенты { $messenger } сообщений от него не получат.
backend-none = Сервер не подключён: файлы можно проверить, но не импортировать.
import-same = Без изменений: { $count }. Они не отправляются.
import = Импортировать
import-count = { $count ->
    [one] Импортировать { $count } клиента
   *[many] Импортировать { $count } клиентов
}
import-held-back = { $count ->
    [one] { $count } строка с ошибками не будет отправлена.
    [few] { $count } строки с ошибками не будут отправлены.
   *[many] { $count } строк с ошибками не будут отправлены.
}
missing-column = Выберите колонку с ID в мессенджере.
missing-clients = Нет клиентов, готовых к импорту: исправьте строки с ошибками.
missing-backend = Сервер не подключён.
missing-messenger = { $count ->
    [one] Выберите мессенджер для { $count } клиента.
   *[many] Выберите мессенджер для { $count } клиентов.
}
missing-bot = Выберите бота для { $messenger }.
missing-place = Впишите ID туннеля или LGT для { $messenger } или выберите туннель по умолчанию.

## Result

sending-title = Импортируем клиентов
sending-hint = Не закрывайте страницу до конца импорта.
sending-stop = Остановить
resume-found = Импорт этого файла прервался: дошло { $done } из { $total } клиентов.
resume-by-hand = Тогда строки исправляли по одной, а исправления не хранятся. Внесите их снова и продолжите или начните заново: уже дошедших клиентов сервер узнает.
resume-go-on = Продолжить с этого места
resume-anew = Начать заново
send-offline-title = Ждём сеть
send-offline = Нет сети: продолжится само, когда она появится.
send-token = Повторный вход…
send-paused-title = Импорт на паузе
send-pause = Пауза
send-go-on = Продолжить
send-choose-again = Выбрать другой
send-repaired = { $count ->
    [one] Отправить { $count } исправленного клиента
    [few] Отправить { $count } исправленных клиентов
    [many] Отправить { $count } исправленных клиентов
   *[other] Отправить { $count } исправленного клиента
}
send-refused = { $count ->
    [one] Отправить { $count } непринятого ещё раз
    [few] Отправить { $count } непринятых ещё раз
    [many] Отправить { $count } непринятых ещё раз
   *[other] Отправить { $count } непринятого ещё раз
}
done-title = Клиенты импортированы
done-rejected-title = Импортировано { $done } из { $total }
done-partial-title = Импортированы не все
result-created = Создано
result-updated = Обновлено
result-unchanged = Без изменений
result-rejected = Не принято
done-undelivered = { $count ->
    [one] { $count } клиент не доставлен. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
    [few] { $count } клиента не доставлены. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
   *[many] { $count } клиентов не доставлены. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
}
done-left = { $count ->
    [one] { $count } строка с ошибками не отправлена.
    [few] { $count } строки с ошибками не отправлены.
   *[many] { $count } строк с ошибками не отправлено.
}
done-show-left = Показать их
done-show-rejected = Показать непринятые строки
done-again = Отправить ещё раз
done-back = К мессенджерам
done-start-over = Импортировать другой файл
sent-announcement = Готово. Создано { $created }, обновлено { $updated }, без изменений { $unchanged }, не принято { $rejected }.

## Квитанция

receipt-title = Отчёт об импорте
receipt-outcome = Итог
receipt-complete = Дошло всё
receipt-incomplete = Дошло не всё
receipt-file = Файл
receipt-size = Размер
receipt-hash = SHA-256 файла
receipt-started = Начало (UTC)
receipt-finished = Конец (UTC)
receipt-import = Импорт
receipt-backend = Сервер
receipt-sender = Отправлено от
receipt-program = Программа
receipt-clients = Клиентов
receipt-arrived = Дошло
receipt-held-back = Строк с ошибками, не отправлены
receipt-splits = По мессенджерам
receipt-batches = Пакеты
receipt-batch = Пакет
receipt-key = Ключ
receipt-rows = Строки
receipt-as-page = Страница
receipt-as-text = Текст

## Failures

failure-file-empty = Файл «{ $file }» пуст: 0 байт. Выгрузите его ещё раз.
failure-file-not_a_spreadsheet = «{ $file }» — не таблица. Здесь открываются файлы Excel, OpenDocument и CSV.
failure-file-password_protected = Файл «{ $file }» защищён паролем. Откройте его в Excel, снимите пароль (Файл → Сведения → Защита книги) и сохраните.
failure-file-damaged = Файл «{ $file }» повреждён или обрывается. Скачайте или выгрузите его ещё раз.
failure-file-unsupported = Файлы такого вида, как «{ $file }», здесь не читаются. Откройте его в Excel и сохраните как .xlsx.
failure-file-no_sheets = В файле «{ $file }» нет листа со строками.
failure-file-no_rows = В файле «{ $file }» нет строк с клиентами.
failure-file-no_such_sheet = В файле «{ $file }» нет такого листа.
failure-file-limit = { $limit ->
    [rows] В файле «{ $file }» слишком много строк: строка { $found }, помещается { $max }. Сохраните его частями и откройте их по очереди.
    [columns] В файле «{ $file }» слишком много колонок: { $found }, помещается { $max }. Удалите лишнее справа и сохраните его снова.
    [cell_bytes] В ячейке файла «{ $file }» слишком длинный текст: { $found } байт, помещается { $max }.
    [sheets] В файле «{ $file }» слишком много листов: { $found }, помещается { $max }. Сохраните лист с клиентами отдельно.
    [merged_areas] В файле «{ $file }» слишком много объединённых ячеек: { $found } областей, помещается { $max }. Разъедините их и сохраните файл снова.
    [unpacked_bytes] Файл «{ $file }» слишком большой: { $found } байт после распаковки, помещается { $max }. Сохраните его частями или как CSV.
   *[other] Файл «{ $file }» устроен не как таблица с клиентами ({ $limit }: { $found }, допустимо { $max }). Откройте его в Excel и сохраните как .xlsx.
}
failure-file-cancelled = Открытие «{ $file }» отменено.
failure-file-io = Файл «{ $file }» не читается. Может быть, его переместили или изменили? Выберите его снова.
failure-language-not_loaded = Этот язык не загрузился. Проверьте связь и выберите его ещё раз. ({ $detail })
failure-drop-folder = Это папка. Перетащите один файл.
failure-drop-several = { $count ->
    [one] Перетащите по одному файлу.
    [few] Сразу { $count } файла: перетаскивайте по одному.
   *[many] Сразу { $count } файлов: перетаскивайте по одному.
}
failure-drop-nothing = Файла не было. Перетащите файл или выберите его.
failure-worker-not_started = Не запустилась часть, которая читает файлы. Обновите страницу; если не поможет, её запрещают настройки безопасности страницы. ({ $detail })
failure-worker-bad_request = Страница и её фоновая часть не понимают друг друга: возможно, они разных версий. Обновите страницу и выберите файл снова. ({ $detail })
failure-worker-crashed = Чтение прервалось: скорее всего, не хватило памяти. Закройте лишние вкладки и выберите файл ещё раз. ({ $detail })
failure-worker-stopped = Работа остановлена.
failure-send-in_progress = Идёт отправка клиентов. Дождитесь конца или остановите её.
failure-send-bad_backend = Неверный адрес сервера: { $backend }
failure-send-network = Сервер недоступен. Всё сохранено: нажмите ещё раз, когда он вернётся.
failure-send-refused = Сервер отказал в импорте: { $detail }
failure-send-unauthorized = Сервер просит войти. Войдите и нажмите ещё раз.
failure-send-foreign_answer = Ответ сервера — не от приёмника импорта (статус { $status }).
failure-send-unavailable = Сервер сейчас не работает (статус { $status }). Всё сохранено: нажмите позже.
failure-send-not_begun = Отправка остановлена до начала. Ничего не отправлено.
failure-send-stopped = Отправка остановлена. Что дошло, то осталось.
failure-send-changed = Файл изменили во время отправки. Что дошло, то осталось; отправьте ещё раз, чтобы доставить остальное.
failure-send-incomplete = Для отправки ещё чего-то не хватает: { $detail }
failure-send-silent = { $count ->
    [one] Сервер принял данные и не ответил за { $count } секунду. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
    [few] Сервер принял данные и не ответил за { $count } секунды. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
    [many] Сервер принял данные и не ответил за { $count } секунд. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
   *[other] Сервер принял данные и не ответил за { $count } секунды. Ничего не потеряно: отправьте ещё раз, никто не задвоится.
}
failure-send-token_malformed = Токен входа на этой странице неправильный: в нём пробелы или недопустимые буквы.
failure-send-forbidden = У этой учётной записи нет права на импорт. Попросите доступ у администратора.
failure-send-bot_gone = Выбранного бота больше нет. Выберите другого и отправьте остальное.
failure-send-bot_other = Сервер не принимает бота другого мессенджера. Выберите бота нужного мессенджера.
failure-send-tunnel_gone = Выбранного туннеля больше нет. Выберите другой и отправьте остальное.
failure-send-conflict = На сервере под этим импортом другие данные. Отправьте ещё раз: для остального будет новый импорт.
failure-send-disagrees = Числа сервера не сходятся: отправлено клиентов — { $count }, а он говорит о { $found }. Ничего не отмечено как сделанное; отправьте ещё раз или сообщите владельцу сервера.
failure-send-host_threw = Страница не смогла доставить пакет: { $detail }
failure-send-host_silent = { $count ->
    [one] Страница не ответила о пакете за { $count } секунду.
    [few] Страница не ответила о пакете за { $count } секунды.
    [many] Страница не ответила о пакете за { $count } секунд.
   *[other] Страница не ответила о пакете за { $count } секунды.
}
failure-send-host_foreign = По ответу страницы нельзя понять, что стало с клиентами.
failure-host-choices = Свойство «{ $name }» страницы — не список ID и названий: { $detail }
failure-host-attribute = У атрибута «{ $name }» импорта на этой странице значение, которое здесь ничего не значит: { $value }
failure-host-property = Свойство «{ $name }» страницы не того вида, поэтому оно не применено.
failure-host-messages = Слова этой страницы применить нельзя: { $detail }
failure-host-config = Настройки этой страницы неверны, место — { $path }: { $detail }
failure-host-saved = Эти настройки сделаны не этим импортом: { $detail }
failure-host-no_file = Файл не открыт.
failure-host-removed = Страница убрала импорт во время отправки клиентов. Что дошло, то сохранено: перетащите тот же файл ещё раз, чтобы отправить остальных.
failure-host-no_storage = Браузер ничего не хранит для этой страницы: выбор колонок и незавершённый импорт не запомнятся.
failure-resume-changed = Строки или настройки не те, что были, когда отправка прервалась, поэтому продолжить нельзя. Начните заново: те, кто уже дошёл, узнаются, никто не задвоится.
failure-resume-gone = Сервер больше не знает этого импорта. Начните заново: никто не задвоится.
failure-choice-refused = Такой выбор невозможен: { $detail }
failure-mapping-unreadable = Это не настройка колонок ({ $path }: { $detail }).
failure-mapping-newer = Эта настройка колонок сохранена более новой версией импортёра.
failure-mapping-other_file = Эта настройка колонок от другого файла: ни одного её заголовка здесь нет.
failure-action-no_such_row = Строка { $row } пуста или стоит выше заголовка: менять там нечего.
failure-action-no_such_column = Колонки { $column } в файле нет.
failure-action-bad_expression = Это не регулярное выражение: { $detail }
failure-action-no_such_messenger = Мессенджера «{ $name }» здесь нет.
failure-action-nothing_to_find = Укажите, что искать.
failure-action-cell_too_long = Ячейка стала бы длиннее 32 767 символов. Ничего не изменено.
failure-action-no_such_repair = Так эту проблему не исправить.
failure-action-too_much = Для стольких изменений не хватает памяти. Ничего не изменено.
failure-action-stopped = Остановлено. Ничего не изменено.
failure-recipe-unreadable = Это не рецепт. { $path }: { $detail }
failure-recipe-newer = Рецепт сделан более новой версией ({ $version }).
failure-recipe-step = Рецепт нельзя применить, место { $path }: { $detail }. Ничего не изменено.
failure-request-unknown = Эта версия импортёра так не умеет.
failure-other = Что-то пошло не так: { $code }
failure-make-failed = Файл не получилось сделать. Попробуйте ещё раз.
failure-recipe-too_large = «{ $file }» слишком велик для рецепта или расстановки колонок.

## Страница импортов на сервере

imports-title = Импорты
imports-none = Импортов пока не было.
imports-file = Файл
imports-when = Начат
imports-state = Состояние
imports-open = Не завершён
imports-complete = Завершён
imports-announced = Клиентов
imports-created = Создано
imports-updated = Обновлено
imports-unchanged = Без изменений
imports-rejected = Отклонено

# Файлы, которые делает импорт
product-data = Данные
product-summary = Сводка
product-clients = Клиенты
product-fields = Поля
product-file = Файл
product-sheet = Лист
product-date = Дата
product-rows = Строк с данными
product-ready = Готово к импорту
product-error-rows = Строк с ошибками
product-warning-rows = Строк с замечаниями
product-problem = Что не так
product-severity = Важность
product-count = Сколько
product-messenger = Мессенджер
product-row = Строка
product-column = Колонка
product-code = Код
product-value = Значение
product-sentence = Пояснение
product-repair = Исправление
product-how = Исправьте цветные ячейки, сохраните файл и откройте его в импорте снова. Скрытая последняя колонка нужна, чтобы узнать строки: не удаляйте её.
product-notes-left-out = Примечания есть у первых { $count } проблем; остальные ячейки только окрашены.
product-header = Заголовок колонки
product-field = Поле
product-needed = Нужно ли
product-aliases = Другие заголовки, которые тоже подходят
example-required = Обязательно
example-recommended = Желательно
example-optional = Необязательно
example-social_id = Номер клиента в мессенджере: текстом, без пробелов. Если номера нет, подойдёт любое число, своё для каждого клиента; такому клиенту нельзя написать.
example-name = Имя, как его покажет карточка клиента.
example-name-part = Часть имени; в карточке части соединяются.
example-email = Один адрес электронной почты.
example-phone = Один номер с кодом страны.
example-messenger = Мессенджер, которому принадлежит номер клиента. Без этой колонки мессенджер можно выбрать при импорте.
example-date = Дата: 2026-01-31 или 31.01.2026, время через пробел.
example-gender = FEMALE, MALE или OTHER.
example-tags = Теги через запятую.
example-text = Любой текст.
failure-product-limit = Столько в один файл не помещается. Сохраните таблицу в CSV.
failure-product-write = Не удалось создать файл: браузеру не хватило памяти или места.
failure-product-stopped = Создание файла остановлено.

# Said before the application is there.
loader-app-browser = Этот браузер слишком старый для импорта. Обновите его или откройте страницу в свежем Chrome, Edge, Firefox или Safari. (Не хватает: { $missing })
loader-app-not_loaded = Импорт не загрузился: файл { $file } не пришёл ({ $detail }). Проверьте связь и попробуйте ещё раз.
loader-app-integrity = Импорт не загрузился: файл { $file } другой версии или изменён по дороге. Обновите страницу; если не поможет, владельцу сайта нужно выложить все файлы одной версии.
loader-app-wrong_type = Импорт не загрузился: вместо файла { $file } сервер прислал страницу ({ $type }). Владельцу сайта нужно положить файл на место.
loader-app-wasm_blocked = Настройки безопасности страницы не дают запустить импорт. Владельцу сайта нужно добавить 'wasm-unsafe-eval' в script-src политики Content-Security-Policy.
loader-app-not_started = Импорт не запустился. Обновите страницу. ({ $detail })
loader-host-attribute = У атрибута «{ $name }» импорта значение, которое здесь ничего не значит: { $value }
loader-again = Попробовать ещё раз
progress-asking = Проверено ID: { $done } из { $total }
missing-changes = Отправлять нечего: импорт готовых клиентов ничего не изменит.
story-known = В карточке
known-title = Сравнить с клиентами, которые уже есть
known-hint = Перетащите сюда прежнюю выгрузку: станет видно, кто новый и у кого что изменится. Клиентов без изменений можно не отправлять. Файл остаётся в браузере.
known-choose = Выбрать выгрузку
known-ask = Сверить с сервером
known-ask-hint = На { $host } уйдут только ID клиентов в мессенджерах.
known-announcement = Сравнение готово. Новых: { $new }, изменённых: { $changed }, таких же: { $same }.
known-from-file = { $count ->
    [one] { $file }: { $count } клиент
    [few] { $file }: { $count } клиента
   *[many] { $file }: { $count } клиентов
}
known-from-host = { $count ->
    [one] От этого сайта: { $count } клиент
    [few] От этого сайта: { $count } клиента
   *[many] От этого сайта: { $count } клиентов
}
known-from-backend = { $count ->
    [one] На сервере: { $count } клиент
    [few] На сервере: { $count } клиента
   *[many] На сервере: { $count } клиентов
}
known-from-delivered = { $count ->
    [one] Импортирован сейчас: { $count } клиент
    [few] Импортированы сейчас: { $count } клиента
   *[many] Импортировано сейчас: { $count } клиентов
}
known-outranked = { $count ->
    [one] { $count } клиент есть и там, и там: верны данные сервера.
    [few] { $count } клиента есть и там, и там: верны данные сервера.
   *[many] { $count } клиентов есть и там, и там: верны данные сервера.
}
known-unasked = { $count ->
    [one] О { $count } клиенте сервер не спрашивали: его ID изменён после вопроса или строка тогда не была готова.
    [few] О { $count } клиентах сервер не спрашивали: их ID изменены после вопроса или строки тогда не были готовы.
   *[many] О { $count } клиентах сервер не спрашивали: их ID изменены после вопроса или строки тогда не были готовы.
}
known-ask-rest = Спросить о них
known-without-id = { $count ->
    [one] { $count } строка без ID
    [few] { $count } строки без ID
   *[many] { $count } строк без ID
}
known-damaged = { $count ->
    [one] { $count } повреждённый ID
    [few] { $count } повреждённых ID
   *[many] { $count } повреждённых ID
}
known-twice = { $count ->
    [one] { $count } повтор не учтён
    [few] { $count } повтора не учтены
   *[many] { $count } повторов не учтены
}
known-undecided = { $count ->
    [one] Неясно, из какого мессенджера { $count } известный клиент. Пока не выбрано, он не сравнивается.
    [few] Неясно, из какого мессенджера { $count } известных клиента. Пока не выбрано, они не сравниваются.
   *[many] Неясно, из какого мессенджера { $count } известных клиентов. Пока не выбрано, они не сравниваются.
}
known-clears = Пустая ячейка стирает значение в карточке
known-sends-same = Отправить и клиентов без изменений: они получат выбранные здесь теги и туннель
known-save = Сохранить сравнение
known-save-xlsx = Excel со старыми и новыми значениями
known-save-csv = CSV
known-forget = Не сравнивать
known-becomes = станет
standing-new = Новые
standing-changed = Изменятся
standing-same = Без изменений
standing-second-card = Вторая карточка
standing-not-compared = Не сравнивались
comparison-sheet = Сравнение
comparison-row = Строка
comparison-messenger = Мессенджер
comparison-id = ID
comparison-standing = Что будет
comparison-field = Поле
comparison-old = Было
comparison-new = Станет
failure-known-no_id_column = В «{ $file }» нет колонки с ID в мессенджере: узнать клиентов не по чему.
failure-known-nobody = Там, с чем сравнивать, нет ни одного клиента с ID.
failure-known-not_a_list = Сайт передал известных клиентов не списком: { $detail }
failure-known-too_many = Известных клиентов больше, чем помещается.
failure-known-stopped = Сравнение остановлено.
failure-known-unreadable = «{ $file }» прочитан, но сохранить его для сравнения не удалось: { $detail }
failure-known-other_ids = Сервер рассказал о клиентах, о которых его не спрашивали. Его ответ не использован.
failure-known-no_lookup = Этот сервер не может сказать, каких клиентов он знает. Сравните с экспортом.

## The page of our own, when a new version of it has come

new-version = Есть новая версия.
new-version-reload = Обновить
new-version-others = Сначала закройте другие вкладки с импортом.
