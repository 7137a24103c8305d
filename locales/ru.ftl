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
opening-title = Открываем «{ $file }»
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
    [one] клиент в файле
    [few] клиента в файле
   *[many] клиентов в файле
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

## Columns

columns-title = Колонки
columns-hint = Проверьте, где что. Колонки, которые не импортируются, остаются в вашем файле.
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
evidence-chosen = Ваш выбор
evidence-none = —
field-social_id = ID в мессенджере (social_id)
field-name = Имя
field-first_name = Имя (первое)
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
next-review = Дальше: строки

## Rows

review-title = Строки
review-hint = Строки с ошибками не отправляются, с замечаниями — отправляются.
problems-title = Что не так
problems-none = Всё в порядке.
filter-label = Показать
filter-all = Все строки
filter-problems = Строки с замечаниями и ошибками
filter-errors = Строки с ошибками
filter-ready = Строки, которые уйдут
filter-excluded = Исключённые строки
filter-changed = Изменённые строки
grid-label = Строки файла
grid-row-number = Номер строки
grid-empty = Таких строк нет.
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
problem-email-malformed = «{ $value }» — не адрес электронной почты.
problem-phone-malformed = «{ $value }» — не номер телефона.
problem-date-malformed = «{ $value }» — не дата.
problem-cell-error_value = В ячейке ошибка Excel: { $value }.
problem-text-mojibake = Текст нечитаем: он сохранён в другой кодировке.
problem-text-hidden_characters = Вокруг значения апостроф, пробел или невидимый символ, оно будет отправлено без него.
problem-custom_field-name = «{ $value }» не может быть названием поля: нужны латинские буквы.
problem-custom_field-too_many = Своих полей больше, чем может быть у компании.
problem-client-other_messenger = Этот ID известен в другом мессенджере: появится вторая карточка.
problem-server-rejected = Сервер не принял строку: { $message }
problem-other = Замечание { $code }

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
card-tunnel = Туннель
card-tags = Теги
card-tags-hint = vip, весна
bot-choose = Выберите бота
bots-loading = Загружаем ботов…
tunnel-default = Туннель по умолчанию
backend-none = Сервер не подключён: файлы можно проверить, но не импортировать.
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

## Result

sending-title = Импортируем клиентов
sending-hint = Не закрывайте страницу до конца импорта.
sending-stop = Остановить
done-title = Клиенты импортированы
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

receipt-title = Квитанция импорта
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

## Failures

failure-file-empty = Файл «{ $file }» пуст: 0 байт. Выгрузите его ещё раз.
failure-file-not_a_spreadsheet = «{ $file }» — не таблица. Здесь открываются файлы Excel, OpenDocument и CSV.
failure-file-password_protected = Файл «{ $file }» защищён паролем. Откройте его в Excel, снимите пароль (Файл → Сведения → Защита книги) и сохраните.
failure-file-damaged = Файл «{ $file }» повреждён или обрывается. Скачайте или выгрузите его ещё раз.
failure-file-unsupported = Файлы такого вида, как «{ $file }», здесь не читаются. Откройте его в Excel и сохраните как .xlsx.
failure-file-no_sheets = В файле «{ $file }» нет листа со строками.
failure-file-no_rows = В файле «{ $file }» нет строк с клиентами.
failure-file-no_such_sheet = В файле «{ $file }» нет такого листа.
failure-file-limit = Файл «{ $file }» больше, чем здесь можно открыть: { $limit } — { $found }, допустимо { $max }.
failure-file-cancelled = Открытие «{ $file }» отменено.
failure-file-io = Файл «{ $file }» не читается. Может быть, его переместили или изменили? Выберите его снова.
failure-drop-folder = Это папка. Перетащите один файл.
failure-drop-several = { $count ->
    [one] Перетащите по одному файлу.
    [few] Сразу { $count } файла: перетаскивайте по одному.
   *[many] Сразу { $count } файлов: перетаскивайте по одному.
}
failure-drop-nothing = Файла не было. Перетащите файл или выберите его.
failure-worker-not_started = Не запустилась часть, которая читает файлы. Обновите страницу; если не поможет, её запрещают настройки безопасности страницы. ({ $detail })
failure-worker-crashed = Чтение неожиданно остановилось, скорее всего, не хватило памяти. Можно продолжать: выберите файл снова. ({ $detail })
failure-worker-stopped = Работа остановлена.
failure-send-in_progress = Идёт отправка клиентов. Дождитесь конца или остановите её.
failure-send-bad_backend = Неверный адрес сервера: { $backend }
failure-send-network = Сервер недоступен. Всё сохранено: нажмите ещё раз, когда он вернётся.
failure-send-refused = Сервер отказал в импорте: { $detail }
failure-send-unauthorized = Сервер просит войти. Войдите и нажмите ещё раз.
failure-send-foreign_answer = Ответ сервера — не от приёмника импорта (статус { $status }).
failure-send-unavailable = Сервер сейчас не работает (статус { $status }). Всё сохранено: нажмите позже.
failure-send-stopped = Отправка остановлена. Что дошло, то осталось.
failure-send-changed = Файл изменили во время отправки. Что дошло, то осталось; отправьте ещё раз, чтобы доставить остальное.
failure-send-incomplete = Для отправки ещё чего-то не хватает: { $detail }
failure-choice-refused = Такой выбор невозможен: { $detail }
failure-other = Что-то пошло не так: { $code }
