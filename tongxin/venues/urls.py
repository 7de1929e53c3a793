from django.urls import path

from tongxin.venues.bookings import views as bookings
from tongxin.venues.rooms import views as rooms

urlpatterns = [
    path("venues/", bookings.week, name="venues"),
    path("venues/new/", rooms.new_venue, name="new_venue"),
    path("venues/book/", bookings.book, name="book_venue"),
    path("venues/bookings/", bookings.bookings, name="venue_bookings"),
    path("venues/bookings/<uuid:booking_id>/", bookings.booking, name="booking"),
    path("venues/bookings/<uuid:booking_id>/move/", bookings.move, name="move_booking"),
    path("venues/bookings/<uuid:booking_id>/use/", bookings.use, name="use_booking"),
    path("venues/bookings/<uuid:booking_id>/<slug:what>/", bookings.take_step, name="booking_step"),
    path("venues/closures/<uuid:closure_id>/", rooms.closure, name="closure"),
    path("venues/<uuid:venue_id>/", bookings.venue_week, name="venue"),
    path("venues/<uuid:venue_id>/change/", rooms.change, name="change_venue"),
    path("venues/<uuid:venue_id>/close/", rooms.close, name="close_venue"),
    path("venues/<uuid:venue_id>/occupancy/", bookings.occupancy, name="venue_occupancy"),
]
