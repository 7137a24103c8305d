# Words of the importer. Keys are grouped by the step they show in.

app-title = Client import
language-label = Language
steps-label = Steps
step-file = File
step-columns = Columns
step-review = Rows
step-split = Messengers
step-done = Result
close = Close
cancel = Cancel
retry = Try again
number = { $count }

## File

drop-title = Drop a file with clients here
drop-choose = Choose a file
drop-formats = Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) or CSV, exported from a CRM or from Leeloo
drop-privacy = The file is read on this computer. Nothing is sent until you press “Import clients”.
first-loading = Loading the importer…
first-held = “{ $file }” opens as soon as the importer has loaded
opening-title = Opening “{ $file }”
replace-file-title = Open “{ $file }” instead?
replace-file-again = Read “{ $file }” with the new settings?
replace-file-hint = Your changes in “{ $open }” have not been saved. If you don’t download them, they will be lost.
replace-file-stay = Stay here
replace-file-save = Download and open
replace-file-open = Open
opened-announcement = { $count ->
    [one] “{ $file }” is open: { $count } client
   *[other] “{ $file }” is open: { $count } clients
}
progress-label = Progress
progress-starting = Starting…
progress-reading = { $rows ->
    [one] { $done } of { $total } read, { $rows } row
   *[other] { $done } of { $total } read, { $rows } rows
}
progress-checking = Checking: { $done } of { $total } rows
progress-working = Working: { $done } of { $total } rows
progress-making = Making the file: { $done } of { $total } rows
progress-sending = { $done } of { $total } clients sent
progress-waiting = The server does not answer. Trying again…
percent = { $value }%
size-bytes = { $size } B
size-kilobytes = { $size } KB
size-megabytes = { $size } MB

## Summary

summary-label = Open file
summary-facts = { $format }, { $size }, { $rows }
sheet-label = Sheet
sheet-hidden = hidden
hidden-rows = { $count ->
    [one] Import { $count } hidden row too
   *[other] Import { $count } hidden rows too
}
blank-rows = { $count ->
    [one] { $count } blank row is skipped
   *[other] { $count } blank rows are skipped
}
count-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
count-clients = { $count ->
    [one] client with an id
   *[other] clients with an id
}
count-ready = { $count ->
    [one] ready to import
   *[other] ready to import
}
count-errors = { $count ->
    [one] row with errors
   *[other] rows with errors
}
count-warnings = { $count ->
    [one] row with warnings
   *[other] rows with warnings
}
summary-merged = { $count ->
    [one] { $count } area of merged cells: only the first holds the value
   *[other] { $count } areas of merged cells: only the first holds the value
}
summary-hidden-columns = { $count ->
    [one] Hidden column { $letters } takes part
   *[other] Hidden columns { $letters } take part
}
summary-filter = The file has a filter on: { $area }

## Columns

columns-title = Columns
columns-hint = Check which column is which. Columns that are not imported stay in your file.
columns-letter = Column
columns-header = In the file
columns-samples = First values
columns-target = Field
columns-target-of = Field for the column “{ $column }”
columns-confidence = Detected by
columns-unnamed = No header
columns-filled = { $count ->
    [one] { $count } value
   *[other] { $count } values
}
columns-more = { $count ->
    [one] Show { $count } more column
   *[other] Show { $count } more columns
}
header-label = Header row
header-none = No header row
header-choice = Row { $row }: { $preview }
encoding-label = Encoding
delimiter-label = Delimiter
delimiter-comma = Comma ,
delimiter-semicolon = Semicolon ;
delimiter-tab = Tab
delimiter-bar = Bar |
target-none = Do not import
evidence-header_exact = By header
evidence-header_alias = By similar header
evidence-content = By values
evidence-preset = Known export
evidence-chosen = Your choice
evidence-row_numbers = Added by the importer
evidence-none = —
field-social_id = Messenger id
field-name = Name
field-first_name = First name
field-middle_name = Middle name
field-last_name = Last name
field-email = E-mail
field-phone = Phone
field-gender = Gender
field-locale = Locale
field-tags = Tags
field-created_at = Created
field-updated_at = Updated
field-last_message_time = Last message
field-utm_source = utm_source
field-utm_medium = utm_medium
field-utm_campaign = utm_campaign
field-utm_term = utm_term
field-utm_content = utm_content
field-tunnel = Tunnel
field-messenger = Messenger
field-custom = Custom field
preset-amocrm_contacts = amoCRM, contacts
preset-amocrm_deals = amoCRM, deals
preset-zoho_contacts = Zoho CRM, contacts
preset-bitrix24_contacts = Bitrix24, contacts
preset-botmother = Botmother
preset-bothelp = BotHelp
preset-leeloo_export = Leeloo export
next-review = Next: rows
columns-recognised = Recognised: { $preset }. The columns are set accordingly.
recovered = { $count ->
    [0] Memory probably ran out: the file has been read again.
    [one] Memory probably ran out: the file has been read again, with your change.
   *[other] Memory probably ran out: the file has been read again, with your { $count } changes.
}
recovered-lost = { $count ->
    [one] One change could not be made again.
   *[other] { $count } changes could not be made again.
}
columns-remembered = The columns are as you set them last time for these headers.
columns-forget = Set them again
columns-look = check this
columns-twin = Same header: { $letters }
columns-unmapped = { $count ->
    [one] { $count } column is not imported, but stays in the files you save: { $names }
   *[other] { $count } columns are not imported, but stay in the files you save: { $names }
}
columns-own = Row numbers of the earlier file: not imported
columns-choose = Choose a field
columns-group-client = Client
columns-group-ids = Messenger
columns-group-dates = Dates
columns-group-utm = UTM
columns-group-other = Other
columns-group-more = More
columns-split-name = Split into first and last name
columns-custom = Custom field…
columns-custom-name = Custom field “{ $name }”
columns-custom-of = Name of the custom field for the column “{ $column }”
columns-custom-take = Set
columns-custom-latin = Latin letters, digits, space, _ and - only, a letter first.
columns-custom-used = Custom fields used: { $count } of { $max }.
columns-feed-add = One more field
columns-feed-add-of = One more field from the column “{ $column }”
columns-feed-of = Also from the column “{ $column }”
columns-feed-part = Which part
columns-feed-remove = Remove the field
columns-part-whole = Whole value
columns-part-first = First word
columns-part-rest = The rest
columns-dates = Order of dates
columns-dates-dmy = Day, month, year (31.12.2026)
columns-dates-mdy = Month, day, year (12/31/2026)
columns-dates-ymd = Year, month, day (2026-12-31)
columns-dates-auto = Detect from the values
columns-dates-proof = { $count } of { $values } values confirm it.
columns-dates-open = The values ({ $count }) do not settle the order: check it.
columns-dates-against = { $count ->
    [one] { $count } says otherwise.
   *[other] { $count } say otherwise.
}
columns-country = Phones without a code
columns-country-none = Leave as they are
columns-joins = Several columns for one field
columns-join-of = { $field }: { $columns }
columns-join-first = The first that is not empty
columns-join-space = All, separated by spaces
columns-join-comma = All, separated by commas
columns-join-semicolon = All, separated by semicolons
columns-join-line = All, each on its own line
columns-join-with = All, separated by “{ $sign }”
columns-save = Save column settings
columns-load = Load settings
preset-other = { $code }
columns-country-suggest = The other numbers: { $country }.
columns-country-use = Use its code
columns-unfit = { $count ->
    [one] { $count } entry of that file has no place here: { $names }.
   *[other] { $count } entries of that file have no place here: { $names }.
}
columns-taken = The columns are set from that file.
columns-without-ids = No column holds messenger ids.
columns-without-ids-hint = Choose it below. If the file has none, clients can get placeholder numbers: they are imported, but cannot be messaged.
columns-number = Number the clients in column “{ $column }”

## Rows

review-title = Rows
review-hint = Rows with errors are not sent; rows with warnings are sent.
problems-title = Problems
problems-none = No problems found.
filter-label = Show
filter-all = All rows
filter-problems = With problems
filter-errors = With errors
filter-ready = Ready to import
filter-excluded = Excluded
filter-changed = Changed
grid-label = Rows of the file
grid-row-number = Row number
grid-empty = No rows here.
grid-keys = Arrow keys move, typing or F2 changes a cell, Shift selects more, the menu key shows what can be done. Escape and then Tab leaves the rows.
grid-leave = Tab leaves the rows now.
grid-selected = { $count ->
    [one] { $count } cell selected: { $rows } × { $columns }
   *[other] { $count } cells selected: { $rows } × { $columns }
}
grid-changed = { $count ->
    [one] { $count } cell changed
   *[other] { $count } cells changed
}
grid-changed-many = The cells are changed
grid-same = The cells already hold this value: nothing changed.
grid-cut-off = What did not fit into the rows and columns was not pasted.
grid-copied = { $count ->
    [one] { $count } cell copied
   *[other] { $count } cells copied
}
grid-copying = Copying…
grid-copy-again = The cells are ready. Press the copy keys once more.
grid-copy-most = Up to { $count } cells can be copied at once. Save the rows to a file instead.
grid-paste-keys = The browser does not let a button paste here: press Ctrl+V.
grid-paste-nothing = There is no text on the clipboard.
grid-sorted-up = Sorted by column { $column }, ascending. The file stays in its order.
grid-sorted-down = Sorted by column { $column }, descending. The file stays in its order.
grid-sorted-not = In file order
grid-select-column = Select column
grid-sort-up = Sort ascending
grid-sort-down = Sort descending
grid-sort-not = File order
grid-wider = Wider
grid-narrower = Narrower
grid-fit = Fit to visible values
grid-leave-out = Exclude rows
grid-take-in = Include rows again
move-open = Another messenger…
move-listed = Move the listed rows to another messenger
move-listed-short = Move…
move-title = Another messenger for these clients
move-hint = Ids, duplicates and bots are checked again. The step can be undone.
move-from = From
move-from-any = All clients in these rows
move-to = To
move-as-found = As in the file
move-count = { $count ->
    [one] Clients of { $count } row will move.
   *[other] Clients of { $count } rows will move.
}
move-nobody = They are all there already.
move-apply = Move
cell-name = Cell { $cell }
cell-menu = Cells
cell-edit = Edit
cell-cut = Cut
cell-copy = Copy
cell-paste = Paste
cell-fill-down = Fill down
cell-clear = Clear
cell-reset = Restore as in the file
inspector-empty = Choose a cell to see all of it and its problems.
severity-error = Error
severity-warning = Warning
next-split = Next: messengers

title-social_id-column_missing = No column with messenger ids
title-social_id-missing = No messenger id
title-social_id-damaged = Damaged id
title-social_id-malformed = Not an id
title-row-duplicate = Duplicate
title-name-missing = No name
title-social_id-placeholder = Placeholder id
title-social_id-messenger_mismatch = Id of another messenger?
title-email-malformed = Wrong e-mail
title-phone-malformed = Wrong phone
title-date-malformed = Wrong date
title-cell-error_value = Excel error
title-text-mojibake = Garbled text
title-text-hidden_characters = Hidden characters
title-custom_field-name = Custom field name
title-custom_field-too_many = Too many custom fields
title-client-other_messenger = Known in another messenger
title-gender-malformed = Unknown gender
title-locale-malformed = Unknown language
title-rule-required = A required field is empty
title-rule-pattern = Wrong form
title-rule-one_of = Not one of the allowed values
title-rule-length = Wrong length
title-rule-range = Number out of range
title-rule-unique = Not unique
title-client-too_large = Too large
title-server-rejected = Rejected by the server

problem-social_id-column_missing = No column is chosen for messenger ids. Choose one in “Columns”.
problem-social_id-missing = There is no messenger id, so this client cannot be imported.
problem-social_id-damaged = { $kind ->
    [scientific] The id is damaged: { $value } is only its beginning, Excel has rounded the rest away. Take it again from the source, in a column formatted as text.
    [precision] The id is damaged: Excel has turned its last digits into zeros ({ $value }). Take it again from the source, in a column formatted as text.
    [decimal_tail] The id is damaged: { $value } has a decimal tail.
    [separators] The id is damaged: { $value } has separators between its digits.
    [date] The id is damaged: Excel has made a date of it ({ $value }).
   *[other] The id is damaged: { $value }.
}
problem-social_id-malformed = “{ $value }” is not an id of any messenger.
problem-row-duplicate = The same client is in several rows: { $rows }. Keep one of them.
problem-name-missing = No name: the card will have none.
problem-social_id-placeholder = A placeholder number: this client cannot be messaged.
problem-social_id-messenger_mismatch = “{ $value }” does not look like an id of { $messenger }. The client is imported but may get no messages.
problem-email-malformed = { $kind ->
    [typo] “{ $value }” looks mistyped. Perhaps { $repair } is meant.
   *[other] “{ $value }” is not an e-mail address.
}
problem-phone-malformed = { $kind ->
    [no_country] “{ $value }” has no country code. Choose the country of such numbers in “Columns”.
    [several] There are several numbers in “{ $value }”. One can be imported.
    [extension] “{ $value }” has an extension. It cannot be imported with one.
    [short] “{ $value }” has too few digits for a phone number.
    [long] “{ $value }” has too many digits for a phone number.
    [length] “{ $value }” does not have as many digits as numbers of that country.
    [calling_code] “{ $value }” begins with a country code that does not exist.
   *[other] “{ $value }” is not a phone number.
}
problem-date-malformed = { $kind ->
    [order] “{ $value }” does not fit the order of day and month in this column.
    [serial] “{ $value }” is a date stored as a number.
    [no_such_day] There is no such day: “{ $value }”.
   *[other] “{ $value }” is not a date.
}
problem-cell-error_value = The cell holds an Excel error: { $value }.
problem-text-mojibake = The text is garbled: it was saved in another encoding.
problem-text-hidden_characters = There is an apostrophe, a space or an invisible character around the value; it is sent without it.
problem-custom_field-name = “{ $value }” cannot name a custom field: Latin letters only.
problem-custom_field-too_many = More custom fields than a company can have: { $count }, at most { $max }.
problem-client-other_messenger = This id is known in another messenger: a second card will appear.
problem-gender-malformed = “{ $value }” is not a gender the platform knows. It is sent as it is.
problem-locale-malformed = “{ $value }” is not a language the platform knows. It is sent as it is.
problem-rule-required = The field “{ $field }” must not be empty here.
problem-rule-pattern = “{ $value }” does not have the form this field needs: { $pattern }
problem-rule-one_of = “{ $value }” is not among the allowed values: { $values }
problem-rule-length = { $kind ->
    [min] “{ $value }” is too short: at least { $min } characters.
    [max] “{ $value }” is too long: at most { $max } characters.
   *[both] “{ $value }” must have { $min } to { $max } characters.
}
problem-rule-range = { $kind ->
    [min] “{ $value }” must be a number, { $min } or more.
    [max] “{ $value }” must be a number, { $max } or less.
   *[both] “{ $value }” must be a number from { $min } to { $max }.
}
problem-rule-unique = The same values of { $fields } are in several rows: { $rows }.
problem-client-too_large = The server does not take a client this large: shorten the longest values of the row.
problem-server-rejected = The server rejected this row: { $message }
problem-other = Problem { $code }
inspector-title = Cell
map-title = Where in the file
map-row = row { $row }
map-single = Row { $first }: { $errors }, { $warnings }
map-stretch = Rows { $first }–{ $last }: { $errors }, { $warnings }
map-errors = { $count ->
    [one] { $count } with errors
   *[other] { $count } with errors
}
map-warnings = { $count ->
    [one] { $count } with warnings
   *[other] { $count } with warnings
}
story-show = All about the cell
story-hide = Less
story-file = In the file
story-shown = Shown
story-changed = Changed to
story-sent = Will be sent
story-sent-nothing = Nothing
story-messenger = Why this messenger
story-kind-text = text
story-kind-number = number
story-kind-date = date
story-kind-bool = yes or no
story-kind-error = error
story-kind-empty = empty

## Repairs

repair-clean = { $count ->
    [one] Trim { $count } cell
   *[other] Trim { $count } cells
}
repair-digits = { $count ->
    [one] Keep only the digits of { $count } id
   *[other] Keep only the digits of { $count } ids
}
repair-placeholder = { $count ->
    [one] Give a placeholder to { $count } client
   *[other] Give placeholders to { $count } clients
}
repair-international = { $count ->
    [one] Use the international form for { $count } phone
   *[other] Use the international form for { $count } phones
}
repair-typo = { $count ->
    [one] Correct { $count } mistyped address
   *[other] Correct { $count } mistyped addresses
}
repair-iso_date = { $count ->
    [one] Write { $count } date as year-month-day
   *[other] Write { $count } dates as year-month-day
}
repair-gender = { $count ->
    [one] Write the gender as MALE or FEMALE in { $count } cell
   *[other] Write the gender as MALE or FEMALE in { $count } cells
}
repair-locale = { $count ->
    [one] Write the language as en_US in { $count } cell
   *[other] Write the language as en_US in { $count } cells
}
repair-decode = { $count ->
    [one] Restore { $count } garbled text
   *[other] Restore { $count } garbled texts
}
repair-clear = { $count ->
    [one] Clear { $count } cell
   *[other] Clear { $count } cells
}
repair-keep_first = { $count ->
    [one] Keep the first of each duplicate group, exclude { $count } row
   *[other] Keep the first of each duplicate group, exclude { $count } rows
}
repair-keep_last = { $count ->
    [one] Keep the last of each duplicate group, exclude { $count } row
   *[other] Keep the last of each duplicate group, exclude { $count } rows
}
repair-merge = { $count ->
    [one] Merge duplicates: fill gaps from later rows ({ $count } row)
   *[other] Merge duplicates: fill gaps from later rows ({ $count } rows)
}
repair-exclude = Exclude these rows
repair-other = { $code }: repair ({ $count })
repair-hint-placeholder = Each gets a number of its own. These clients cannot be messaged: they have no messenger.
repair-hint-keep_first = The other rows of the group stay in the file and are not sent.
repair-hint-keep_last = The other rows of the group stay in the file and are not sent.
repair-hint-merge = What the first row holds stays. The later rows stay in the file and are not sent.
repair-hint-exclude = The rows stay in the file and are not sent. They can be included again.
repair-here-clean = Trim
repair-here-digits = Keep only the digits
repair-here-placeholder = Give a placeholder number
repair-here-international = Use the international form
repair-here-typo = Correct the address
repair-here-iso_date = Write as year-month-day
repair-here-gender = Write as MALE or FEMALE
repair-here-locale = Write as en_US
repair-here-decode = Restore the text
repair-here-clear = Clear the cell
repair-here-keep_first = Keep the first of these
repair-here-keep_last = Keep the last of these
repair-here-merge = Merge these rows
repair-here-exclude = Exclude the row
repair-here-other = { $code }
repair-in-column = { $repair } (column { $column })
repair-row-exclude = Exclude the row
repair-row-include = Include the row again
repair-cell = Cell
repair-before = Now
repair-after = After
repair-empty = empty
repair-counting = Counting what would change…
repair-count = { $count ->
    [one] Changes { $count } cell in { $rows }. Examples:
   *[other] Changes { $count } cells in { $rows }. Examples:
}
repair-count-rows = Affects { $rows }.
repair-nothing = Nothing to change.
repair-apply = Apply

## History

history-title = History
history-empty = Nothing has been changed yet.
history-start = As in the file
history-taken-back = undone
history-undo = Undo
history-redo = Redo
history-undo-step = Undo: { $step }
history-redo-step = Redo: { $step }
history-done = Done: { $step }
history-undone = Undone: { $step }
history-redone = Redone: { $step }
history-changed-cells = { $count ->
    [one] { $count } changed cell
   *[other] { $count } changed cells
}
history-excluded-rows = { $count ->
    [one] { $count } excluded row
   *[other] { $count } excluded rows
}
history-edit = { $count ->
    [one] Edit { $count } cell
   *[other] Edit { $count } cells
}
history-replace = { $count ->
    [one] Replace “{ $find }” with “{ $with }” in { $count } cell
   *[other] Replace “{ $find }” with “{ $with }” in { $count } cells
}
history-exclude = { $count ->
    [one] Exclude { $count } row
   *[other] Exclude { $count } rows
}
history-include = { $count ->
    [one] Include { $count } row again
   *[other] Include { $count } rows again
}
history-move = { $count ->
    [one] Move { $count } client to { $to }
   *[other] Move { $count } clients to { $to }
}
history-move_back = { $count ->
    [one] Return { $count } client to the messenger in the file
   *[other] Return { $count } clients to the messenger in the file
}
history-header = Different header row
history-target = Different field for column { $column }
history-messenger = Different messenger for clients
history-hidden_rows = Hidden rows
history-mapping = Different column settings
history-returned = { $count ->
    [one] Take { $count } cell over from the corrected file
   *[other] Take { $count } cells over from the corrected file
}
history-recipe = Apply a recipe
history-other = Change
returned-cells = { $count ->
    [0] The corrected file changes nothing here.
    [one] Taken over from the corrected file: { $count } cell.
   *[other] Taken over from the corrected file: { $count } cells.
}
returned-kept = { $count ->
    [one] { $count } cell you changed here stays as it is.
   *[other] { $count } cells you changed here stay as they are.
}
returned-gone = { $count ->
    [one] { $count } row is missing there and stays here.
   *[other] { $count } rows are missing there and stay here.
}
returned-added = { $count ->
    [one] { $count } row without a number was not taken over.
   *[other] { $count } rows without a number were not taken over.
}

## Find

find-toolbar = Row actions
find-rows = Search the rows
find-previous-problem = Previous problem
find-next-problem = Next problem
find-no-problems = No problems among these rows.
find-title = Find and replace
find-what = Find
find-with = Replace with
find-column = In
find-all-columns = All columns
find-case = Match case
find-whole = Whole cell
find-regex = Regular expression
find-hint = Type what to find: you will see here what would change.
find-previous = Previous
find-next = Next
# Which of the cells found the person is on.
find-hit = { $number } of { $total }
find-none = No matches among these rows.
find-replace-all = Replace all

## Saving

save-title = Download
save-errors = Workbook with the errors marked
save-errors-hint = Your own data as .xlsx, problems marked by colours and comments. Fix them and open the file here again.
save-problems = List of problems (.csv)
save-problems-hint = Row, column, value and what is wrong
save-xlsx = Rows as they are now (.xlsx)
save-csv = Rows as they are now (.csv)
save-cleaned-hint = With every repair and every column, without excluded rows
save-done = Saved “{ $file }”
save-example = Download an example
save-example-hint = No file at hand?
recipe-save = Save the recipe
recipe-save-hint = The steps, to repeat on the next file
recipe-hint = These steps can be saved and repeated on next month’s file.
recipe-apply-file = Apply a recipe from a file
recipe-title = Recipe “{ $file }”
recipe-apply = Apply all steps
recipe-finds-nothing = changes nothing here

## Messengers

split-title = Messengers and bots
split-hint = Each messenger is imported with its own bot.
split-empty = No clients to import yet. Choose the column with messenger ids in “Columns”.
split-by-chosen = Your choice
split-by-column = By the messenger column
split-by-id-column = By the name of the id column
split-by-id-form = By what the ids look like
split-by-none = The file does not say which messenger these ids belong to.
messenger-unknown = Messenger unknown
messenger-choose = Choose a messenger
card-rows = Show rows
card-of = { $count ->
    [one] of { $count } client is ready
   *[other] of { $count } clients are ready
}
card-messenger = Messenger
card-bot = Bot
card-place = Tunnel or LGT
card-lgt = LGT
card-lgt-id = LGT id
card-lgt-hint = The id of the LGT on the platform
card-tunnel-id = Tunnel id
card-tunnel-hint = The id of the tunnel on the platform
card-tag-new = new
card-show = Show
card-held-back = { $count ->
    [one] { $count } client has errors and is not imported.
   *[other] { $count } clients have errors and are not imported.
}
place-tunnel = A tunnel, by its id…
place-lgt = An LGT, by its id…
bot-gone = The bot “{ $name }” no longer exists. Choose another.
tunnel-gone = The tunnel “{ $name }” no longer exists. Choose another, or keep the default.
card-tags = Tags
card-tags-hint = vip, spring
bot-choose = Choose a bot
bots-loading = Loading bots…
tunnel-default = Default tunnel
split-to-columns = Go to columns
split-download = Download
split-all-xlsx = All messengers, .xlsx in a .zip
split-all-xlsx-hint = For the platform’s own import
split-all-csv = All messengers, .csv in a .zip
split-all-json = All messengers, .json in a .zip
split-rejected = Rows that are not sent, .xlsx
split-rejected-hint = With the reason for each
split-rejected-sheet = Rows that are not sent
split-rejected-row = Row in the file
split-rejected-reason = Reason
split-others = “{ $folder }” holds files of another split: { $files }. Choose another --out, or add --force to leave them there.
split-others-stay = Files of another split stay in “{ $folder }”: { $files }.
split-whole-question = Which messenger do these ids belong to?
split-whole-hint = { $count ->
    [one] Nothing in the file tells. The choice is for { $count } client.
   *[other] Nothing in the file tells. The choice is for all { $count } clients.
}
card-download = Download
card-placeholders = { $count ->
    [one] { $count } client has a placeholder id and gets no messages.
   *[other] { $count } clients have placeholder ids and get no messages.
}
card-mismatches = { $count ->
    [one] { $count } id does not look like one of this messenger: that client may get no messages.
   *[other] { $count } ids do not look like this messenger’s: those clients may get no messages.
}
card-bot-id = Bot id
card-bot-id-hint = The id of the bot on the platform
card-tag-remove = Remove the tag “{ $tag }”
bot-others = Bots of other messengers
bot-doubt = “{ $bot }” writes in { $other }, and these clients are in { $messenger }: they would get no messages from it.
bot-doubt-confirm = Choose it anyway
bot-other = “{ $bot }” is a { $other } bot: these { $messenger } clients get no messages from it.
backend-none = No server is connected: files can be checked here, but not imported.
import-same = { $count ->
    [one] { $count } unchanged client is not sent.
   *[other] { $count } unchanged clients are not sent.
}
import = Import clients
import-count = { $count ->
    [one] Import clients ({ $count })
   *[other] Import clients ({ $count })
}
import-held-back = { $count ->
    [one] { $count } row with errors will not be sent.
   *[other] { $count } rows with errors will not be sent.
}
missing-column = Choose the column with messenger ids.
missing-clients = No client is ready to import: fix the rows with errors.
missing-backend = No server is connected.
missing-messenger = { $count ->
    [one] Choose the messenger of { $count } client.
   *[other] Choose the messenger of { $count } clients.
}
missing-bot = Choose a bot for { $messenger }.
missing-place = Enter the id of the tunnel or LGT for { $messenger }, or choose the default tunnel.

## Result

sending-title = Importing clients
sending-hint = Keep this page open until it is done.
sending-stop = Stop
resume-found = An import of this file was interrupted: { $done } of { $total } clients arrived.
resume-by-hand = Rows were corrected one by one before it stopped, and such corrections are not kept. Make them again before you continue, or start over: clients who have arrived are recognized.
resume-go-on = Continue from there
resume-anew = Start over
send-offline-title = Waiting for the network
send-offline = No network: the import continues by itself when it is back.
send-token = Signing in again…
send-paused-title = Import paused
send-pause = Pause
send-go-on = Continue
send-choose-again = Choose another
send-repaired = { $count ->
    [one] Send { $count } repaired client
   *[other] Send { $count } repaired clients
}
send-refused = { $count ->
    [one] Send { $count } rejected client again
   *[other] Send { $count } rejected clients again
}
done-title = Clients imported
done-rejected-title = { $done } of { $total } imported
done-partial-title = Not everything was imported
result-created = Created
result-updated = Updated
result-unchanged = Unchanged
result-rejected = Rejected
done-undelivered = { $count ->
    [one] { $count } client was not delivered. Nothing is lost: send again, and nobody is imported twice.
   *[other] { $count } clients were not delivered. Nothing is lost: send again, and nobody is imported twice.
}
done-left = { $count ->
    [one] { $count } row with errors was not sent.
   *[other] { $count } rows with errors were not sent.
}
done-show-left = Show them
done-show-rejected = Show rejected rows
done-again = Send again
done-back = Back to messengers
done-start-over = Import another file
sent-announcement = Done. Created { $created }, updated { $updated }, unchanged { $unchanged }, rejected { $rejected }.

## Receipt

receipt-title = Import receipt
receipt-outcome = Outcome
receipt-complete = Everything arrived
receipt-incomplete = Not everything arrived
receipt-file = File
receipt-size = Size
receipt-hash = SHA-256 of the file
receipt-started = Started (UTC)
receipt-finished = Finished (UTC)
receipt-import = Import
receipt-backend = Server
receipt-sender = Sent by
receipt-program = Program
receipt-clients = Clients
receipt-arrived = Arrived
receipt-held-back = Rows with errors, not sent
receipt-splits = By messenger
receipt-batches = Batches
receipt-batch = Batch
receipt-key = Key
receipt-rows = Rows
receipt-as-page = Page
receipt-as-text = Text

## Failures

failure-file-empty = “{ $file }” is empty: 0 bytes. Export it again.
failure-file-not_a_spreadsheet = “{ $file }” is not a spreadsheet. Excel, OpenDocument and CSV files can be opened here.
failure-file-password_protected = “{ $file }” is protected with a password. Open it in Excel, remove the password (File → Info → Protect Workbook) and save.
failure-file-damaged = “{ $file }” is damaged or cut off. Download or export it again.
failure-file-unsupported = “{ $file }” is of a kind that cannot be read here. Open it in Excel and save it as .xlsx.
failure-file-no_sheets = “{ $file }” has no sheet with rows.
failure-file-no_rows = There are no rows with clients in “{ $file }”.
failure-file-no_such_sheet = “{ $file }” has no such sheet.
failure-file-limit = { $limit ->
    [rows] “{ $file }” has too many rows: row { $found }, at most { $max } fit. Save it in parts and open them one by one.
    [columns] “{ $file }” has too many columns: { $found }, at most { $max } fit. Delete what is far to the right and save it again.
    [cell_bytes] A cell of “{ $file }” holds too much text: { $found } bytes, at most { $max } fit.
    [sheets] “{ $file }” has too many sheets: { $found }, at most { $max } fit. Save the one with clients by itself.
    [merged_areas] “{ $file }” has too many merged cells: { $found } areas, at most { $max } fit. Unmerge them and save it again.
    [unpacked_bytes] “{ $file }” is too large: { $found } bytes unpacked, at most { $max } fit. Save it in parts, or as CSV.
   *[other] “{ $file }” is not made like a spreadsheet with clients ({ $limit }: { $found }, at most { $max }). Open it in Excel and save it as .xlsx.
}
failure-file-cancelled = Opening “{ $file }” was cancelled.
failure-file-io = “{ $file }” cannot be read. Was it moved or changed? Choose it again.
failure-language-not_loaded = This language could not be loaded. Check the connection and choose it again. ({ $detail })
failure-drop-folder = This is a folder. Drop one file.
failure-drop-several = { $count ->
    [one] Drop one file at a time.
   *[other] { $count } files at once: drop one at a time.
}
failure-drop-nothing = There was no file. Drop a file or choose one.
failure-worker-not_started = The part that reads files could not be started. Reload the page; if that does not help, the page’s security settings refuse it. ({ $detail })
failure-worker-bad_request = This page and its worker do not understand each other; they may be of different versions. Reload the page and choose the file again. ({ $detail })
failure-worker-crashed = Reading stopped, probably for lack of memory. Close other tabs and choose the file again. ({ $detail })
failure-worker-stopped = The work was stopped.
failure-send-in_progress = Clients are being sent. Wait until that is done, or stop it.
failure-send-bad_backend = The server’s address is wrong: { $backend }
failure-send-network = The server cannot be reached. Everything is kept: press again when it is back.
failure-send-refused = The server refused the import: { $detail }
failure-send-unauthorized = The server asks to sign in. Sign in and press again.
failure-send-foreign_answer = The answer did not come from an importer backend (status { $status }).
failure-send-unavailable = The server is not working right now (status { $status }). Everything is kept: press again later.
failure-send-not_begun = Sending was stopped before it began. Nothing was sent.
failure-send-stopped = Sending was stopped. What has arrived stays.
failure-send-changed = The file was changed while it was being sent. What has arrived stays; send again to deliver the rest.
failure-send-incomplete = Something is still missing before sending: { $detail }
failure-send-silent = { $count ->
    [one] The server took the data and gave no answer for { $count } second. Nothing is lost: send again, and nobody is imported twice.
   *[other] The server took the data and gave no answer for { $count } seconds. Nothing is lost: send again, and nobody is imported twice.
}
failure-send-token_malformed = The sign-in token of this page is wrong: it has spaces or letters a token cannot have.
failure-send-forbidden = The server does not let this account import. Ask its owner for access.
failure-send-bot_gone = The chosen bot no longer exists. Choose another and send the rest.
failure-send-bot_other = The server does not accept a bot of another messenger. Choose one of the right messenger.
failure-send-tunnel_gone = The chosen tunnel no longer exists. Choose another and send the rest.
failure-send-conflict = The server has other data under this import. Send again: a new import is made for the rest.
failure-send-disagrees = The server’s numbers do not add up: { $count } clients were sent, and it speaks of { $found }. Nothing was marked as done; send again or tell the server’s owner.
failure-send-host_threw = This page could not deliver a batch: { $detail }
failure-send-host_silent = { $count ->
    [one] This page gave no answer about a batch for { $count } second.
   *[other] This page gave no answer about a batch for { $count } seconds.
}
failure-send-host_foreign = From this page’s answer it is not clear what became of the clients.
failure-host-choices = The property “{ $name }” of the page is not a list of ids and names: { $detail }
failure-host-attribute = The attribute “{ $name }” of this page’s importer has a value that means nothing here: { $value }
failure-host-property = The property “{ $name }” of the page is not of the right kind, so it was not applied.
failure-host-messages = The words of this page cannot be used: { $detail }
failure-host-config = The configuration of this page is wrong at { $path }: { $detail }
failure-host-saved = These settings were not made by this importer: { $detail }
failure-host-no_file = No file is open.
failure-host-removed = The page took the importer away while clients were being sent. What has arrived stays: drop the same file again to send the rest.
failure-host-no_storage = This browser keeps nothing for this page: column choices and unfinished imports will not be remembered.
failure-resume-changed = The rows or the choices are not what they were when sending stopped, so it cannot continue. Start over: clients who have arrived are recognised, and nobody is imported twice.
failure-resume-gone = The server no longer knows this import. Start over: nobody is imported twice.
failure-choice-refused = This choice is not possible: { $detail }
failure-mapping-unreadable = These are not column settings ({ $path }: { $detail }).
failure-mapping-newer = These column settings were saved by a newer version of the importer.
failure-mapping-other_file = These column settings are for another file: none of its headers is here.
failure-action-no_such_row = Row { $row } is empty or stands above the header: nothing can be changed there.
failure-action-no_such_column = The file has no column { $column }.
failure-action-bad_expression = This is not a regular expression: { $detail }
failure-action-no_such_messenger = There is no messenger “{ $name }” here.
failure-action-nothing_to_find = Enter what to find.
failure-action-cell_too_long = A cell would be longer than 32,767 characters. Nothing was changed.
failure-action-no_such_repair = This problem cannot be fixed that way.
failure-action-too_much = Not enough memory for so many changes. Nothing was changed.
failure-action-stopped = Stopped. Nothing was changed.
failure-recipe-unreadable = This is not a recipe. { $path }: { $detail }
failure-recipe-newer = The recipe was made by a newer version ({ $version }).
failure-recipe-step = The recipe cannot be applied at { $path }: { $detail }. Nothing was changed.
failure-request-unknown = This version of the importer cannot do that.
failure-other = Something went wrong: { $code }
failure-make-failed = The file could not be made. Try again.
failure-recipe-too_large = “{ $file }” is too large for a recipe or column settings.

## The server's page of imports

imports-title = Imports
imports-none = No imports yet.
imports-file = File
imports-when = Started
imports-state = State
imports-open = Not finished
imports-complete = Complete
imports-announced = Clients
imports-created = Created
imports-updated = Updated
imports-unchanged = Unchanged
imports-rejected = Rejected

# Files the import makes
product-data = Data
product-summary = Summary
product-clients = Clients
product-fields = Fields
product-file = File
product-sheet = Sheet
product-date = Date
product-rows = Rows with data
product-ready = Ready to import
product-error-rows = Rows with errors
product-warning-rows = Rows with warnings
product-problem = Problem
product-severity = Severity
product-count = Count
product-messenger = Messenger
product-row = Row
product-column = Column
product-code = Code
product-value = Value
product-sentence = Explanation
product-repair = Repair
product-how = Fix the coloured cells, save the file, and open it in the importer again. The hidden last column tells which row is which: do not delete it.
product-notes-left-out = The first { $count } problems have notes; the other cells are only coloured.
product-header = Column header
product-field = Field
product-needed = Needed
product-aliases = Other headers that work as well
example-required = Required
example-recommended = Recommended
example-optional = Optional
example-social_id = The client’s id in the messenger, as text, without spaces. Without one any number will do, another for each client; that client cannot be messaged.
example-name = The name as the client’s card shows it.
example-name-part = A part of the name; the card joins them.
example-email = One e-mail address.
example-phone = One number with its country code.
example-messenger = The messenger that the client’s id belongs to. Without this column it can be chosen during the import.
example-date = A date: 2026-01-31 or 31.01.2026, the time after a space.
example-gender = FEMALE, MALE or OTHER.
example-tags = Tags, with commas between them.
example-text = Any text.
failure-product-limit = One file does not hold that much. Save as CSV instead.
failure-product-write = The file could not be made: the browser ran out of memory or space.
failure-product-stopped = Making the file was stopped.

# Said before the application is there.
loader-app-browser = This browser is too old for the importer. Update it, or open the page in a current Chrome, Edge, Firefox or Safari. (It lacks: { $missing })
loader-app-not_loaded = The importer could not be loaded: { $file } did not arrive ({ $detail }). Check the connection and try again.
loader-app-integrity = The importer could not be loaded: { $file } is of another version, or was changed on its way. Reload the page; if that does not help, the owner of the site has to put all files of one version there.
loader-app-wrong_type = The importer could not be loaded: instead of { $file } the server sent a page ({ $type }). The owner of the site has to put the file where it belongs.
loader-app-wasm_blocked = The security settings of this page forbid the importer to run. The owner of the site has to add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy.
loader-app-not_started = The importer could not be started. Reload the page. ({ $detail })
loader-host-attribute = The attribute “{ $name }” of the importer has a value that means nothing here: { $value }
loader-again = Try again
progress-asking = { $done } of { $total } ids asked about
missing-changes = Nothing to send: importing the ready clients would change nothing.
story-known = On the card
known-title = Compare with clients you already have
known-hint = Drop an earlier export here. You will see who is new and who changes, and those who stay the same need not be sent. The file does not leave this browser.
known-choose = Choose an export
known-ask = Check with the server
known-ask-hint = Only the messenger ids of the clients go to { $host }.
known-announcement = Compared: { $new } new, { $changed } changed, { $same } the same.
known-from-file = { $count ->
    [one] { $file }: { $count } client
   *[other] { $file }: { $count } clients
}
known-from-host = { $count ->
    [one] From this site: { $count } client
   *[other] From this site: { $count } clients
}
known-from-backend = { $count ->
    [one] On the server: { $count } client
   *[other] On the server: { $count } clients
}
known-from-delivered = { $count ->
    [one] Imported just now: { $count } client
   *[other] Imported just now: { $count } clients
}
known-outranked = { $count ->
    [one] { $count } client is in both: what the server has counts.
   *[other] { $count } clients are in both: what the server has counts.
}
known-unasked = { $count ->
    [one] The server was not asked about { $count } client: the id changed since, or the row was not ready then.
   *[other] The server was not asked about { $count } clients: their ids changed since, or their rows were not ready then.
}
known-ask-rest = Ask about them
known-without-id = { $count ->
    [one] { $count } row without an id
   *[other] { $count } rows without an id
}
known-damaged = { $count ->
    [one] { $count } damaged id
   *[other] { $count } damaged ids
}
known-twice = { $count ->
    [one] { $count } repeated client not counted
   *[other] { $count } repeated clients not counted
}
known-undecided = { $count ->
    [one] The messenger of { $count } known client is not clear. Until it is chosen, they are not compared.
   *[other] The messenger of { $count } known clients is not clear. Until it is chosen, they are not compared.
}
known-clears = An empty cell clears the value on the card
known-sends-same = Also send those who stay the same: they get the tags and the tunnel chosen here
known-save = Save the comparison
known-save-xlsx = Excel, old and new values
known-save-csv = CSV
known-forget = Do not compare
known-becomes = becomes
standing-new = New
standing-changed = Changed
standing-same = The same
standing-second-card = Second card
standing-not-compared = Not compared
comparison-sheet = Comparison
comparison-row = Row
comparison-messenger = Messenger
comparison-id = Id
comparison-standing = What happens
comparison-field = Field
comparison-old = Was
comparison-new = Becomes
failure-known-no_id_column = “{ $file }” has no column with messenger ids: nobody can be recognised by it.
failure-known-nobody = What was given to compare with has no client with an id.
failure-known-not_a_list = The site handed in known clients that are not a list of clients: { $detail }
failure-known-too_many = There are more known clients than fit.
failure-known-stopped = The comparison was stopped.
failure-known-unreadable = “{ $file }” was read, but could not be kept for comparing: { $detail }
failure-known-other_ids = The server told of clients it was not asked about. Its answer was not used.
failure-known-no_lookup = This server cannot tell which clients it knows. Compare with an export instead.

## The page of our own, when a new version of it has come

new-version = There is a new version.
new-version-reload = Reload
new-version-others = Close the other tabs of the importer first.
